//! What `draw_steps.py` needs beside the program. `draws make FOLDER ROWS` writes a draw's three lists, and beside the folder its terms and recusals; `draws bound FOLDER
//! THREADS` reads its two long lists with the csv crate and computes one SHA-256 compression a row, and nothing else; `draws assign
//! VISITS INSPECTORS` tells the seconds of one assignment.

use mingchou::draw::assign::{Place, assign};
use mingchou::draw::{InspectorRow, RecusalRow, Slot};
use mingchou::model::{InspectorId, ObjectId, Tag};
use sha2::block_api::compress256;
use std::fs::File;
use std::hint::black_box;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

const SEED: &str = "c1e79ede1207737be20bb95430f21c6f642233bf3647c0727ff05ca0805584d4";
const TOWNS: [&str; 8] = ["城关镇", "柳林镇", "东河乡", "白沙镇", "石桥镇", "青山乡", "北岭镇", "南湖乡"];
const WORDS: [&str; 8] = ["宏达", "晋源", "恒泰", "绿洲", "华兴", "金鼎", "瑞丰", "永盛"];
const TRADES: [&str; 8] = ["化工", "水泥", "热电", "纺织印染", "污水处理", "金属制品", "医药科技", "农牧发展"];
const ENDS: [&str; 4] = ["有限公司", "股份有限公司", "有限责任公司（二厂）", "合作社"];

fn main() -> io::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| args.get(at).and_then(|text| text.parse::<usize>().ok());
    match (args.first().map(String::as_str), number(1), number(2)) {
        (Some("make"), _, Some(rows)) => make(Path::new(&args[1]), rows),
        (Some("bound"), _, Some(threads)) => bound(Path::new(&args[1]), threads),
        (Some("assign"), Some(visits), Some(inspectors)) => {
            println!("{:.9}", assignment(visits, inspectors));
            Ok(())
        }
        _ => {
            eprintln!("draws make FOLDER ROWS | bound FOLDER THREADS | assign VISITS INSPECTORS");
            std::process::exit(2);
        }
    }
}

/// The number of a permit: a credit code and four more characters. One in a thousand was typed in small letters.
fn id(row: usize) -> String {
    let small = if row % 1000 == 7 { "001p" } else { "001P" };
    format!("9114{:04}MA{:07}K{small}", row / 10_000_000, row % 10_000_000)
}

fn name(row: usize) -> String {
    let of = |words: &[&'static str], at: usize| words[at % words.len()];
    format!("{}{}{}{}", of(&TOWNS, row), of(&WORDS, row / 8), of(&TRADES, row / 64), of(&ENDS, row / 512))
}

/// A twentieth of the class is excluded; nobody was visited before, so that every row gets a ticket; a hundredth needs a speciality.
/// About a thousand are drawn.
fn make(folder: &Path, rows: usize) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let list = |name: &str| File::create(folder.join(name)).map(|file| BufWriter::with_capacity(1 << 20, file));
    let (mut roster, mut excluded) = (list("roster.csv")?, list("excluded.csv")?);
    writeln!(roster, "id,name,stratum,tag")?;
    writeln!(excluded, "id,name,rule,evidence")?;
    let mut class = 0_usize;
    let mut written = 0;
    while written < rows {
        if class % 20 == 19 {
            writeln!(excluded, "{},{},suspended,晋环函〔2026〕{}号", id(class), name(class), class % 1000)?;
        } else {
            let tag = if class % 100 == 1 { "radiation" } else { "" };
            writeln!(roster, "{},{},fresh,{tag}", id(class), name(class))?;
            written += 1;
        }
        class += 1;
    }
    let mut inspectors = list("inspectors.csv")?;
    writeln!(inspectors, "id,name,tags,load")?;
    for row in 0..100 {
        let tag = if row % 4 == 0 { "radiation" } else { "" };
        writeln!(inspectors, "0411{row:07},王{row},{tag},{}", row % 3)?;
    }
    let rate = (1000_usize * 10_000).div_ceil(class).max(1);
    let terms = format!(
        "mingchou/terms/1\nlog lots.example.gov.cn/14\ndraw 2026q4-key\ntask key-2026\nclass key\nperiod 2026q4\n\
         plan data/plans/2026-v1.csv {SEED}\nrate {rate}\nslot object\nslot any\nslack 1\n\
         beacon ssq 2026129 2026-11-10T21:15:00+08:00\nseal-by 2026-11-12T21:15:00+08:00\nreveal-by 2027-01-31\n"
    );
    let beside = folder.with_extension("secrets");
    std::fs::create_dir_all(&beside)?;
    std::fs::write(beside.join("recusals.csv"), "object,inspector\n")?;
    std::fs::write(folder.with_extension("terms"), terms)
}

/// Both lists, each cut into as many parts as there are threads. Tells the seconds that pass.
fn bound(folder: &Path, threads: usize) -> io::Result<()> {
    let clock = std::time::Instant::now();
    for name in ["roster.csv", "excluded.csv"] {
        let path = folder.join(name);
        let mut cuts = vec![0];
        for part in 1..threads {
            cuts.push(line_start(&path, std::fs::metadata(&path)?.len() * part as u64 / threads as u64)?);
        }
        cuts.push(std::fs::metadata(&path)?.len());
        std::thread::scope(|scope| {
            let work: Vec<_> =
                cuts.windows(2).map(|pair| scope.spawn(|| read_and_compress(&path, pair[0], pair[1]))).collect();
            work.into_iter().try_for_each(|thread| thread.join().expect("no thread panics").map(drop))
        })?;
    }
    println!("{:.9}", clock.elapsed().as_secs_f64());
    Ok(())
}

fn line_start(path: &Path, near: u64) -> io::Result<u64> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(near))?;
    let mut bytes = Vec::new();
    file.take(4096).read_to_end(&mut bytes)?;
    Ok(near + bytes.iter().position(|byte| *byte == b'\n').map_or(0, |at| at as u64 + 1))
}

fn read_and_compress(path: &Path, from: u64, to: u64) -> io::Result<u32> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(from))?;
    let mut reader =
        csv::ReaderBuilder::new().buffer_capacity(1 << 18).has_headers(false).from_reader(file.take(to - from));
    let mut record = csv::ByteRecord::new();
    let (start, mut sum) = (black_box([1_u32, 2, 3, 4, 5, 6, 7, 8]), 0);
    while reader.read_byte_record(&mut record)? {
        let id = &record[0];
        let mut block = [0; 64];
        block[..id.len().min(55)].copy_from_slice(&id[..id.len().min(55)]);
        let mut state = start;
        compress256(&mut state, &[block]);
        sum ^= state[0];
    }
    Ok(black_box(sum))
}

/// Seconds of one assignment of teams of two.
fn assignment(visits: usize, inspectors: usize) -> f64 {
    let radiation = Tag::parse("radiation").expect("a tag");
    let objects: Vec<ObjectId> = (0..visits).map(|row| ObjectId::parse(&id(row)).expect("an id")).collect();
    let person = |row: usize| InspectorRow {
        id: InspectorId::parse(&format!("0411{row:07}")).expect("an id"),
        name: format!("王{row}"),
        tags: if row.is_multiple_of(4) { vec![radiation.clone()] } else { Vec::new() },
        load: u32::try_from(row % 3).unwrap_or(0),
    };
    let people: Vec<InspectorRow> = (0..inspectors).map(person).collect();
    let recusals: Vec<RecusalRow> = (0..visits)
        .step_by(10)
        .map(|row| RecusalRow { object: objects[row].clone(), inspector: people[row % inspectors].id.clone() })
        .collect();
    let tag = |row: usize| (row % 10 == 1).then_some(&radiation);
    let places: Vec<Place<'_>> = objects.iter().enumerate().map(|(row, id)| Place { id, tag: tag(row) }).collect();
    let clock = std::time::Instant::now();
    let found = assign(&places, &people, &recusals, &[Slot::Object, Slot::Any], 1, SEED);
    let seconds = clock.elapsed().as_secs_f64();
    assert!(black_box(found).is_some(), "the draw can be assigned");
    seconds
}
