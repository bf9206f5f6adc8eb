//! Where the SQL of DuckDB and that of PostgreSQL part: how a file is read, how a text is hashed, how bytes are compared. In:
//! names and expressions. Out: pieces for `sql.rs`.

/// One database.
pub(super) trait Dialect: Sync {
    /// As in the file's name and in `draw.sql.NAME` of the word files.
    fn name(&self) -> &'static str;
    /// The line that runs a file, without the file.
    fn command(&self) -> &'static str;
    /// What has to be said before anything else.
    fn settings(&self) -> &'static str;
    /// Lower-case hexadecimal SHA-256 of a text.
    fn sha256(&self, text: &str) -> String;
    /// What makes a comparison one of bytes.
    fn binary(&self) -> &'static str;
    /// The table `roster`: id, name, stratum.
    fn roster(&self) -> String;
    /// The table `published`: id, name, stratum, rank, ticket of `result.csv`.
    fn result(&self) -> String;
    /// What has to happen before [`Dialect::file`] can be asked for the other files.
    fn files(&self, revealed: bool) -> String;
    /// An expression for the SHA-256 of a whole file.
    fn file(&self, name: &str) -> String;
}

/// DuckDB reads files itself.
pub(super) struct Duck;

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

    fn command(&self) -> &'static str {
        "duckdb -f"
    }

    fn settings(&self) -> &'static str {
        ""
    }

    fn sha256(&self, text: &str) -> String {
        format!("sha256({text})")
    }

    fn binary(&self) -> &'static str {
        " COLLATE \"binary\""
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
}

/// PostgreSQL's `psql` sends files line by line.
pub(super) struct Postgres;

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

    fn command(&self) -> &'static str {
        "psql -X -f"
    }

    fn settings(&self) -> &'static str {
        "-- The database must hold UTF-8. Nothing is written to it: all tables are temporary. psql reads lines and does not see\n\
         -- whether they end in LF or CR LF.\n\
         \\set ON_ERROR_STOP on\n\
         SET client_encoding = 'UTF8';\n"
    }

    fn sha256(&self, text: &str) -> String {
        format!("encode(sha256(convert_to({text}, 'UTF8')), 'hex')")
    }

    fn binary(&self) -> &'static str {
        " COLLATE \"C\""
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
}
