import requests

url = 'https://opentsdb.REGION.metrics.ovh.net/api/put'
headers = {'X-Warp10-Token': 'WRITE_TOKEN', 'content-type':'text/plain'}
payload = {}
payload["metric"] = "sys.cpu.nice"
payload["timestamp"] = "1346846400"
payload["value"] = 18
tags = { "host": "web01", "dc": "lga"}
payload["tags"] = tags

r = requests.post(url, headers=headers, data=payload)
r.status_code
