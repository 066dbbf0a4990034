"""Which metrics the bot announces, and which the files for operators speak of."""
import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
DASHBOARD = ROOT / "deploy/monitoring/grafana-dashboard.json"
ALERTS = ROOT / "deploy/monitoring/limber-alerts.yaml"
GUIDE = ROOT / "docs/monitoring.md"
NAME = re.compile(r"\b(?:limber|process)_[a-z_]+\b")


def announced(text):
    """Name -> type, from a page of /metrics."""
    return dict(re.findall(r"^# TYPE (\S+) (\S+)$", text, re.M))


def base(name):
    """limber_reply_seconds_bucket belongs to limber_reply_seconds."""
    return re.sub(r"(_seconds)_(bucket|sum|count)$", r"\1", name)


def dashboard_queries():
    """What the panels ask, with Grafana's variables filled in."""
    panels = json.loads(DASHBOARD.read_text())["panels"]
    queries = [target["expr"] for panel in panels for target in panel.get("targets", [])]
    for variable, value in (("$__rate_interval", "1m"), ("$__range", "1h"), ("$instance", ".*")):
        queries = [query.replace(variable, value) for query in queries]
    return queries


def in_dashboard():
    return {base(name) for query in dashboard_queries() for name in NAME.findall(query)}


def in_alerts():
    expressions = re.findall(r"^ +(?:expr|action): (.*)", ALERTS.read_text(), re.M)
    return {base(name) for line in expressions for name in NAME.findall(line)}


def in_guide():
    return {base(name) for name in NAME.findall(GUIDE.read_text())}
