from pyspark.sql import SparkSession

spark = None
PART = 250_000  # lines that are put into one value


def begin():
    """Takes the session that spark-submit made, with the settings that the texts of this job rest on."""
    global spark
    spark = SparkSession.builder.appName("mingchou " + STEP).getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    spark.conf.set("spark.sql.parser.escapedStringLiterals", "false")
    for name, path in (("roster_source", ROSTER), ("excluded_source", EXCLUDED)):
        if path is not None:
            spark.read.parquet(path).createOrReplaceTempView(name)


def run(statement):
    spark.sql(statement)


def rows(query):
    """A small result: at most 1001 rows of it."""
    return [tuple(row) for row in spark.sql(query).limit(1001).collect()]


def blocks(count, query):
    """So many lines of a query in the order of their bytes, a part at a time: no value comes near Spark's end of 2 GiB. The order of
    lines is that of their ids, because the comma behind an id is smaller than any character of one."""
    parts = count // PART + 1
    chunks = spark.sql(f"""
        SELECT min(line) AS first, concat(array_join(array_sort(collect_list(line)), '\\n'), '\\n') AS text
        FROM (SELECT spark_partition_id() AS part, line FROM (SELECT /*+ REPARTITION_BY_RANGE({parts}, line) */ line FROM ({query})))
        GROUP BY part ORDER BY first""")
    for chunk in chunks.toLocalIterator():
        yield chunk["text"].encode("utf-8")

