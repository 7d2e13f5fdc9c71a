curl -X POST -d @opentsdb.json \
    'https://metrics:TOKEN_WRITE@opentsdb.REGION.metrics.ovh.net/api/put'
