import pyarrow
from datafusion import SessionContext

context = SessionContext()


def begin():
    for name, path in (("roster_source", ROSTER), ("excluded_source", EXCLUDED)):
        if path is not None:
            context.register_parquet(name, path)


def run(statement):
    context.sql(statement).collect()


def rows(query):
    """A small result: at most 1001 rows of it."""
    found = []
    for batch in context.sql(query).limit(1001).collect():
        found.extend(zip(*(column.to_pylist() for column in batch.columns)))
    return found


def blocks(count, query):
    """The lines of a query in the order of their bytes, a batch at a time. The order of lines is that of their ids, because the
    comma behind an id is smaller than any character of one."""
    for batch in context.sql(f"SELECT line || chr(10) AS line FROM ({query}) ORDER BY line").execute_stream():
        lines = batch.to_pyarrow().column(0).cast(pyarrow.large_string())
        if len(lines):
            ends = memoryview(lines.buffers()[1]).cast("q")
            yield memoryview(lines.buffers()[2])[ends[lines.offset]:ends[lines.offset + len(lines)]].tobytes()

