"""Splink on DuckDB, as a careful user would set it up for people in one flat file.

usage: rival.py FLAT.csv OUT.csv THREADS

Values are cleaned in SQL; seven blocking rules; frequencies of names and towns count; u from random pairs, m by EM in
three passes; pairs above even odds, clusters at 0.95, the threshold of Splink's own tutorials. OUT has id and master_id.
"""

import sys

import duckdb
import splink.comparison_library as compare
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

CLEAN = """
create table people as
select id as unique_id, source,
       lower(nullif(trim(first_name), '')) as given, lower(nullif(trim(last_name), '')) as family,
       nullif(nullif(dob, ''), '1900-01-01') as born,
       case when contains(email, '@') and email not like 'test@%' then lower(email) end as email,
       case when length(phone) > 8 and phone not in ('0000000000', '9999999999') then phone end as phone,
       lower(nullif(street, '')) as street, lower(nullif(city, '')) as city, nullif(postcode, '') as postcode
from read_csv(?, all_varchar = true)
"""


def settings():
    return SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            block_on("email"),
            block_on("phone"),
            block_on("family", "born"),
            block_on("given", "born"),
            block_on("family", "postcode"),
            block_on("given", "family", "city"),
        ],
        comparisons=[
            compare.JaroWinklerAtThresholds("given", [0.92, 0.8]).configure(term_frequency_adjustments=True),
            compare.JaroWinklerAtThresholds("family", [0.92, 0.8]).configure(term_frequency_adjustments=True),
            compare.DateOfBirthComparison("born", input_is_string=True),
            compare.EmailComparison("email"),
            compare.LevenshteinAtThresholds("phone", [1, 2]),
            compare.JaroWinklerAtThresholds("street", [0.92, 0.8]),
            compare.ExactMatch("city").configure(term_frequency_adjustments=True),
            compare.LevenshteinAtThresholds("postcode", [1]),
        ],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )


def main(flat, out, threads):
    db = duckdb.connect()
    db.execute(f"set threads = {int(threads)}")
    db.execute(CLEAN, [flat])
    api = DuckDBAPI(connection=db)
    linker = Linker(api.register(db.table("people")), settings())
    sure = [block_on("email"), block_on("phone"), block_on("given", "family", "born")]
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6)
    for rule in (block_on("family", "born"), block_on("email"), block_on("phone")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_probability=0.5)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_probability=0.95)
    db.execute(f"copy (select unique_id as id, cluster_id as master_id from {clusters.physical_name}) to '{out}' (header)")


if __name__ == "__main__":
    main(*sys.argv[1:])
