//! Where the SQL of the engines parts: how a text is quoted, hashed and compared, and, for DuckDB and PostgreSQL, how files are
//! read and written. In: names and expressions. Out: pieces of SQL.

/// One engine's spelling of the expressions that all jobs are made of.
pub trait Dialect: Sync {
    /// As in `--engine`, in the name of a published file and in `draw.sql.NAME` of the word files.
    fn name(&self) -> &'static str;
    /// A text literal.
    fn quoted(&self, text: &str) -> String {
        format!("'{}'", text.replace('\'', "''"))
    }
    /// The name of a table or one part of it; letters, digits and `_` only reach here.
    fn named(&self, name: &str) -> String {
        format!("\"{name}\"")
    }
    /// The type of texts.
    fn text_type(&self) -> &'static str {
        "VARCHAR"
    }
    /// Lower-case hexadecimal SHA-256 of a text.
    fn sha256(&self, text: &str) -> String;
    /// What makes a comparison one of bytes.
    fn binary(&self) -> &'static str;
    /// What gives a column the comparison that the engine has for texts by itself, whatever its table says.
    fn plain(&self) -> &'static str {
        ""
    }
    /// Whether a text holds what a regular expression describes. Patterns hold no backslash and no quote, [`Dialect::forbidden`] apart.
    fn matches(&self, text: &str, pattern: &str) -> String;
    /// The characters that no field may hold (protocol section 2), as a pattern for [`Dialect::matches`], quote included in it.
    fn forbidden(&self) -> String;
    /// Makes a name stand for a query.
    fn view(&self, name: &str, query: &str) -> String {
        format!("CREATE TEMP VIEW {name} AS\n{query}")
    }
}

/// A database whose own shell runs a file of SQL.
pub trait Shell: Dialect {
    /// The line that runs a file, without the file.
    fn command(&self) -> &'static str;
    /// What has to be said before anything else.
    fn settings(&self) -> &'static str;
    /// The table `roster`: id, name, stratum.
    fn roster(&self) -> String;
    /// The table `published`: id, name, stratum, rank, ticket of `result.csv`.
    fn result(&self) -> String;
    /// What has to happen before [`Self::file`] can be asked for the other files.
    fn files(&self, revealed: bool) -> String;
    /// An expression for the SHA-256 of a whole file.
    fn file(&self, name: &str) -> String;
    /// The line that runs a job, without the file.
    fn job_command(&self) -> &'static str;
    /// What a job says before anything else.
    fn job_settings(&self) -> &'static str;
    /// A whole number divided by another, the rest left out.
    fn divided(&self, number: &str, by: &str) -> String;
    /// A number below 2^60 as 15 hexadecimal digits, lower case.
    fn hex(&self, number: &str) -> String;
    /// Writes the column `line` of a query, in its order, to a file: LF after each line, nothing quoted.
    fn write(&self, query: &str, file: &str) -> String;
    /// Ends the job with these words where a query has rows.
    fn stop_where(&self, query: &str, words: &str) -> String;
    /// The hash of what [`Shell::write`] wrote from this query; NULL where the engine cannot take so many bytes as one value.
    fn written(&self, query: &str, file: &str) -> String;
    /// What surrounds a job, so that it sees one state of the tables.
    fn around(&self) -> (&'static str, &'static str);
}

/// DuckDB reads files itself.
pub struct Duck;

impl Duck {
    /// Nothing is guessed: the files have commas, no quotes and no types (protocol section 2).
    fn csv(name: &str, columns: &[&str]) -> String {
        let columns: Vec<String> = columns.iter().map(|column| format!("'{column}': 'VARCHAR'")).collect();
        format!(
            "read_csv('{name}', auto_detect = false, header = true, delim = ',', quote = '', escape = '',\n  columns = {{{}}})",
            columns.join(", ")
        )
    }
}

impl Dialect for Duck {
    fn name(&self) -> &'static str {
        "duckdb"
    }

    fn sha256(&self, text: &str) -> String {
        format!("sha256({text})")
    }

    fn binary(&self) -> &'static str {
        " COLLATE \"binary\""
    }

    fn matches(&self, text: &str, pattern: &str) -> String {
        format!("regexp_matches({text}, {})", self.quoted(pattern))
    }

    fn forbidden(&self) -> String {
        BRACED.to_owned()
    }
}

impl Shell for Duck {
    fn command(&self) -> &'static str {
        "duckdb -f"
    }

    fn settings(&self) -> &'static str {
        ""
    }

    fn roster(&self) -> String {
        let read = Self::csv("roster.csv", &["id", "name", "stratum", "tag"]);
        format!("-- The list.\nCREATE TEMP TABLE roster AS SELECT id, name, stratum FROM {read};\n")
    }

    fn result(&self) -> String {
        let read = Self::csv("result.csv", &["id", "name", "stratum", "rank", "ticket"]);
        format!("-- What was published.\nCREATE TEMP TABLE published AS SELECT * FROM {read};\n")
    }

    fn files(&self, _revealed: bool) -> String {
        String::new()
    }

    fn file(&self, name: &str) -> String {
        format!("(SELECT sha256(content) FROM read_blob('{name}'))")
    }

    fn job_command(&self) -> &'static str {
        "duckdb -bail -f"
    }

    fn job_settings(&self) -> &'static str {
        ""
    }

    fn divided(&self, number: &str, by: &str) -> String {
        format!("{number} // {by}")
    }

    fn hex(&self, number: &str) -> String {
        format!("lpad(lower(to_hex({number})), 15, '0')")
    }

    /// Without a quote nothing is quoted; its default quotes whatever holds `#`. A temporary file would take the place of the private one.
    fn write(&self, query: &str, file: &str) -> String {
        let how = "FORMAT csv, HEADER false, DELIMITER E'\\x01', QUOTE '', ESCAPE '', USE_TMP_FILE false";
        format!(".system {}\nCOPY ({query})\n  TO '{file}' ({how});\n", private(file))
    }

    fn stop_where(&self, query: &str, words: &str) -> String {
        let words = self.quoted(words);
        format!("SELECT CASE WHEN count(*) = 0 THEN 'ok' ELSE error({words}) END AS checked FROM ({query}) found;\n")
    }

    /// A value ends at 4 GiB.
    fn written(&self, _query: &str, file: &str) -> String {
        format!(
            "(SELECT CASE WHEN size < 4000000000 THEN (SELECT sha256(content) FROM read_blob('{file}')) END FROM read_blob('{file}'))"
        )
    }

    fn around(&self) -> (&'static str, &'static str) {
        ("BEGIN TRANSACTION;\n", "COMMIT;\n")
    }
}

/// The command that makes an empty file which its owner alone reads; who writes into it afterwards leaves that as it is.
fn private(file: &str) -> String {
    format!("install -m 600 /dev/null {file}")
}

/// PostgreSQL's `psql` sends files line by line.
pub struct Postgres;

impl Postgres {
    /// Whole lines: a delimiter and a quote that no file of a draw may hold (protocol section 2).
    fn lines(name: &str) -> String {
        let table = Self::table(name);
        format!(
            "CREATE TEMP TABLE {table} (n BIGINT GENERATED ALWAYS AS IDENTITY, line TEXT);\n\
             \\copy {table} (line) FROM '{name}' WITH (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')\n"
        )
    }

    fn table(name: &str) -> String {
        format!("{}_lines", name.split('.').next().unwrap_or(name))
    }

    fn columns(name: &str, columns: &[&str]) -> String {
        let fields = columns.iter().zip(1..);
        let fields: Vec<String> = fields.map(|(column, n)| format!("split_part(line, ',', {n}) AS {column}")).collect();
        format!("SELECT {}\n  FROM {} WHERE n > 1", fields.join(", "), Self::table(name))
    }
}

impl Dialect for Postgres {
    fn name(&self) -> &'static str {
        "postgres"
    }

    fn sha256(&self, text: &str) -> String {
        format!("encode(sha256(convert_to({text}, 'UTF8')), 'hex')")
    }

    fn binary(&self) -> &'static str {
        " COLLATE \"C\""
    }

    fn plain(&self) -> &'static str {
        " COLLATE \"default\""
    }

    fn matches(&self, text: &str, pattern: &str) -> String {
        format!("({text} COLLATE \"C\" ~ {})", self.quoted(pattern))
    }

    /// U+0000 stands in no text of PostgreSQL.
    fn forbidden(&self) -> String {
        r#"[\u0001-\u001f\u007f,"\ufeff\u200b-\u200f\u202a-\u202e\u2066-\u2069]"#.to_owned()
    }
}

impl Shell for Postgres {
    fn command(&self) -> &'static str {
        "psql -X -f"
    }

    fn settings(&self) -> &'static str {
        "-- The database must hold UTF-8. Nothing is written to it: all tables are temporary. psql reads lines and does not see\n\
         -- whether they end in LF or CR LF.\n\
         \\set ON_ERROR_STOP on\n\
         SET client_encoding = 'UTF8';\n"
    }

    fn roster(&self) -> String {
        let (lines, columns) = (Self::lines("roster.csv"), Self::columns("roster.csv", &["id", "name", "stratum"]));
        format!("-- The list.\n{lines}CREATE TEMP TABLE roster AS\n{columns};\n")
    }

    fn result(&self) -> String {
        let columns = Self::columns("result.csv", &["id", "name", "stratum", "rank", "ticket"]);
        format!("-- What was published.\n{}CREATE TEMP TABLE published AS\n{columns};\n", Self::lines("result.csv"))
    }

    fn files(&self, revealed: bool) -> String {
        let seed = if revealed { Self::lines("seed.txt") } else { String::new() };
        format!("-- The other files.\n{}{seed}", Self::lines("commit.txt"))
    }

    fn file(&self, name: &str) -> String {
        let text = "coalesce(string_agg(coalesce(line, '') || chr(10), '' ORDER BY n), '')";
        format!("(SELECT {} FROM {})", self.sha256(text), Self::table(name))
    }

    fn job_command(&self) -> &'static str {
        "psql -X -q -f"
    }

    fn job_settings(&self) -> &'static str {
        "\\set ON_ERROR_STOP on\n\\pset footer off\nSET client_encoding = 'UTF8';\nSET standard_conforming_strings = on;\n"
    }

    fn divided(&self, number: &str, by: &str) -> String {
        format!("{number} / {by}")
    }

    fn hex(&self, number: &str) -> String {
        format!("lpad(to_hex({number}), 15, '0')")
    }

    fn write(&self, query: &str, file: &str) -> String {
        let (query, private) = (query.replace('\n', " "), private(file));
        format!("\\! {private}\n\\copy ({query}) TO '{file}' WITH (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')\n")
    }

    fn stop_where(&self, query: &str, words: &str) -> String {
        let words = self.quoted(words);
        format!(
            "DO $stop$ BEGIN IF EXISTS ({query}) THEN RAISE EXCEPTION USING MESSAGE = {words}; END IF; END $stop$;\n"
        )
    }

    /// A value ends at 1 GB, and is made only where it fits.
    fn written(&self, query: &str, _file: &str) -> String {
        let hash = self.sha256("string_agg(line || chr(10), '' ORDER BY h, id COLLATE \"C\")");
        format!(
            "(SELECT CASE WHEN size < 1000000000 THEN (SELECT {hash} FROM {query}) END\n\
             \x20 FROM (SELECT sum(octet_length(line) + 1) AS size FROM {query}) bytes)"
        )
    }

    fn around(&self) -> (&'static str, &'static str) {
        ("BEGIN ISOLATION LEVEL REPEATABLE READ;\n", "COMMIT;\n")
    }
}

/// The characters of protocol section 2 where `\x{…}` names one: RE2 and the regex crate.
const BRACED: &str = r#"[\x00-\x1f\x7f,"\x{feff}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}]"#;

/// Spark SQL.
pub struct Spark;

impl Dialect for Spark {
    fn name(&self) -> &'static str {
        "spark"
    }

    /// A quote that is doubled ends a literal and begins the next; only a backslash takes its meaning away.
    fn quoted(&self, text: &str) -> String {
        format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
    }

    fn named(&self, name: &str) -> String {
        format!("`{name}`")
    }

    fn text_type(&self) -> &'static str {
        "STRING"
    }

    fn sha256(&self, text: &str) -> String {
        format!("sha2({text}, 256)")
    }

    /// Texts are compared by their bytes.
    fn binary(&self) -> &'static str {
        ""
    }

    fn matches(&self, text: &str, pattern: &str) -> String {
        format!("rlike({text}, {})", self.quoted(pattern))
    }

    fn forbidden(&self) -> String {
        BRACED.to_owned()
    }

    fn view(&self, name: &str, query: &str) -> String {
        format!("CREATE OR REPLACE TEMP VIEW {name} AS\n{query}")
    }
}

/// DataFusion.
pub struct DataFusion;

impl Dialect for DataFusion {
    fn name(&self) -> &'static str {
        "datafusion"
    }

    fn sha256(&self, text: &str) -> String {
        format!("encode(sha256({text}), 'hex')")
    }

    /// Texts are compared by their bytes.
    fn binary(&self) -> &'static str {
        ""
    }

    fn matches(&self, text: &str, pattern: &str) -> String {
        format!("regexp_like({text}, {})", self.quoted(pattern))
    }

    fn forbidden(&self) -> String {
        BRACED.to_owned()
    }

    fn view(&self, name: &str, query: &str) -> String {
        format!("CREATE OR REPLACE VIEW {name} AS\n{query}")
    }
}
