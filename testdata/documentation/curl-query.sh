curl --data-binary @query.json \
    'https://DESC:TOKEN_READ@opentsdb.REGION.metrics.ovh.net/api/query'
