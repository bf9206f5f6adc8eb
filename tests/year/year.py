def rest(clerk):
    clerk.do("result","list")
