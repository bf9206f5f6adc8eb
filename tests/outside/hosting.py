"""Real web servers with the blocks of docs/hosting.md, word for word: only port, folder and name of the folder are put in."""

import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

import harness

PAGE = harness.ROOT / "docs" / "hosting.md"
FOLDER = "inspection"


def block(name):
    """The block of the page with this name after its language."""
    found = re.findall(rf"(?ms)^```\w+ {re.escape(name)}\n(.*?)^```$", PAGE.read_text("utf-8"))
    if len(found) != 1:
        raise AssertionError(f"docs/hosting.md holds {len(found)} blocks {name}")
    return found[0]


def put(text, old, new):
    """The text with `old`, which it must hold, replaced."""
    if old not in text:
        raise AssertionError(f"the block of docs/hosting.md holds no {old!r}")
    return text.replace(old, new)


def policy():
    """The policy that the hosting page asks for."""
    return re.search(r'add_header Content-Security-Policy "([^"]+)"', block("mingchou.rules")).group(1)


def types():
    """Ending -> (type, compressed) of the table of the hosting page."""
    rows = re.findall(r"(?m)^\| `\.(\w+)` \| `([^`]+)` \| (yes|no) \|$", PAGE.read_text("utf-8"))
    return {ending: (kind, gzip == "yes") for ending, kind, gzip in rows}


def free_ports(number):
    """Ports that nobody listens on, all different."""
    probes = [socket.socket() for _ in range(number)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


class Answer:
    """What a server said: status, headers in lower case, each a list, and the bytes as they were sent."""

    def __init__(self, status, headers, body):
        self.status, self.body = status, body
        self.headers = {}
        for name, value in headers:
            self.headers.setdefault(name.lower(), []).append(value)

    def header(self, name):
        """The one value of a header, or None."""
        values = self.headers.get(name, [])
        if len(values) > 1:
            raise AssertionError(f"{name} is sent {len(values)} times: {values}")
        return values[0] if values else None


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


def get(address, **headers):
    """Asks a server of this machine. Redirections are answers, not followed."""
    opener = urllib.request.build_opener(Stay, urllib.request.ProxyHandler({}))
    request = urllib.request.Request(address, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with opener.open(request, timeout=20) as answer:
            return Answer(answer.status, answer.getheaders(), answer.read())
    except urllib.error.HTTPError as answer:
        with answer:
            return Answer(answer.code, answer.headers.items(), answer.read())


class Server:
    """A web server of the system in the foreground, with every file of its own in a folder that others may enter."""

    def __init__(self, site):
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="mingchou-host-"))
        self.place.chmod(0o755)
        self.port, self.portal_port = free_ports(2)
        self.own = self.place / "own"
        self.portal = self.place / "portal"
        shutil.copytree(site, self.own)
        self.portal.mkdir()
        (self.portal / FOLDER).symlink_to(self.own)
        self.process = None

    @property
    def below(self):
        """Address of the site below a folder of a portal."""
        return f"http://127.0.0.1:{self.portal_port}/{FOLDER}"

    @property
    def root(self):
        """Address of the site on a host of its own."""
        return f"http://127.0.0.1:{self.port}"

    def run(self, *command):
        with open(self.place / "said.txt", "wb") as said:
            self.process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        until = time.monotonic() + 20
        while True:
            try:
                get(self.root + "/")
                return self
            except OSError:
                if self.process.poll() is not None or time.monotonic() > until:
                    said = "".join(path.read_text("utf-8", "replace") for path in sorted(self.place.glob("*.txt")))
                    self.stop()
                    raise AssertionError(f"{command[0]} does not start:\n{said}") from None
                time.sleep(0.05)

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(20)
        shutil.rmtree(self.place, True)


NGINX = """daemon off;
{user}worker_processes 1;
pid {place}/pid;
error_log {place}/errors.txt;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {place}/body; proxy_temp_path {place}/proxy; fastcgi_temp_path {place}/fastcgi;
    uwsgi_temp_path {place}/uwsgi; scgi_temp_path {place}/scgi;
    include mingchou.conf;
    server {{
        listen 127.0.0.1:{port};
        root {place}/portal;
        add_header X-Portal of-the-portal always;
        include location.conf;
    }}
}}
"""


def nginx(site, more=""):
    """nginx with the site on a host of its own, and below a folder of a portal; `more` goes behind the rules of the former."""
    program = "/usr/sbin/nginx"
    if not os.path.exists(program):
        harness.missing("nginx")
    server = Server(site)
    own = put(block("mingchou.conf"), "listen 80;", f"listen 127.0.0.1:{server.port};")
    own = put(own, "include mingchou.rules;\n", f"include mingchou.rules;\n{more}")
    files = {
        "mingchou.rules": block("mingchou.rules"),
        "mingchou.conf": put(own, "/srv/mingchou;", f"{server.own};"),
        "location.conf": put(block("location"), "/srv/portal", str(server.portal)),
        "nginx.conf": NGINX.format(place=server.place, port=server.portal_port, user="user root;\n" if os.getuid() == 0 else ""),
    }
    for name, text in files.items():
        (server.place / name).write_text(text, "utf-8")
    (server.portal / "index.html").write_text("<!DOCTYPE html><title>portal</title>", "utf-8")
    return server.run(program, "-p", str(server.place), "-e", str(server.place / "errors.txt"), "-c", str(server.place / "nginx.conf"))


APACHE = """ServerRoot {place}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {place}/pid
DefaultRuntimeDir {place}
TypesConfig /dev/null
Mutex posixsem
ErrorLog {place}/errors.txt
{modules}
User {user}
Group {user}
DocumentRoot {place}/own
<Directory />
    Options FollowSymLinks
    AllowOverride None
    Require all granted
</Directory>
<Directory {place}/own>
    AllowOverride {allowed}
</Directory>
"""
MODULES = ("mpm_event", "authz_core", "autoindex", "dir", "mime", "headers", "deflate", "filter")


def apache(site):
    """Apache with the site on a host of its own and the rules in its folder."""
    program = "/usr/sbin/apache2"
    if not os.path.exists(program):
        harness.missing("Apache")
    server = Server(site)
    (server.own / ".htaccess").write_text(block(".htaccess"), "utf-8")
    modules = "\n".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in MODULES)
    allowed = re.search("`AllowOverride ([^`]+)`", PAGE.read_text("utf-8")).group(1)
    user = "www-data" if os.getuid() == 0 else os.environ.get("USER", "nobody")
    config = server.place / "apache.conf"
    config.write_text(APACHE.format(place=server.place, port=server.port, modules=modules, user=user, allowed=allowed), "utf-8")
    return server.run(program, "-f", str(config), "-DFOREGROUND")
