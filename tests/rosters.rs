use mingchou::check::rosters::compare;
use std::path::Path;
#[test]
fn dump() {
    let raw = mingchou::load::load(Path::new(env!("CARGO_MANIFEST_DIR")));
    let as_of = raw.config.as_ref().unwrap().value.as_of.unwrap();
    let site = mingchou::check::check(raw, as_of).value.unwrap();
    for draw in site.draws.values() {
        let c = compare(&site, draw);
        println!("== {} prev {:?} added {} left {} moved {} excl {} ret {} missing {} mispl {} joined {} gone {} loads {}", draw.id, c.previous.map(|d| d.id.to_string()), c.added.len(), c.left.len(), c.moved.len(), c.excluded.len(), c.returned.len(), c.missing.len(), c.misplaced.len(), c.joined.len(), c.gone.len(), c.loads.len());
        for r in [&c.added,&c.left,&c.moved,&c.excluded,&c.returned].into_iter().flatten().filter(|r| r.because.is_none()) { println!("   {:?}", r); }
        for r in c.missing.iter().chain(&c.misplaced) { println!("   ! {:?}", r); }
        for r in &c.joined { println!("   + {:?}", r); }
        for r in &c.gone { println!("   - {:?}", r); }
        for r in &c.loads { println!("   # {:?}", r); }
    }
}
