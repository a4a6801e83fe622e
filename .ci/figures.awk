# The table of figures, from what go test -bench prints: a line is a name, a count,
# and pairs of value and unit.

BEGIN { least = 0.30 }

$1 ~ /^Benchmark/ && NF >= 4 {
	name = $1
	sub(/^Benchmark/, "", name)
	sub(/-[0-9]+$/, "", name)
	if (!(name in seen)) names[++count] = name
	seen[name] = 1
	for (i = 3; i < NF; i += 2) value[name, $(i + 1)] = $i
}
$1 == "cpu:" { cpu = substr($0, 6) }

function has(name, unit) { return (name, unit) in value }
# thousands writes a number with a comma before each three digits.
function thousands(n,    s, out) {
	s = sprintf("%d", n + 0.5)
	for (out = ""; length(s) > 3; s = substr(s, 1, length(s) - 3)) out = "," substr(s, length(s) - 2) out
	return s out
}
function row(figure, wanted, sqlite, postgres, against) {
	printf "| %s | %s | %s | %s | %s |\n", figure, wanted, sqlite, postgres, against
}
function judged(good, text) { return good ? text : text " (missed)" }

function rate(engine, wanted,    name, x) {
	name = "Door/" engine
	if (!has(name, "req/s")) return "not run"
	if (void) return "VOID"
	x = value[name, "x-dispatcher"]
	return judged(x >= wanted, sprintf("%.2f × (%s/s)", x, thousands(value[name, "req/s"])))
}
function tail(engine,    name) {
	name = "Door/" engine
	if (!has(name, "half-p99-ms")) return "not run"
	if (void) return "VOID"
	return judged(value[name, "half-p99-ms"] <= 25, sprintf("%.1f ms at %s/s", value[name, "half-p99-ms"], thousands(value[name, "half-req/s"])))
}
function lag(what, engine,    name, text) {
	name = what "/" engine
	if (!has(name, "lag-p99-ms")) return "not run"
	if (value[name, "rings/s"] < 475) return "VOID"
	text = sprintf("%.2f s (median %.2f s)", value[name, "lag-p99-ms"] / 1000, value[name, "lag-p50-ms"] / 1000)
	return what == "Verdict" ? judged(value[name, "lag-p99-ms"] <= 2000, text) : text
}

function plain(v) { return v >= 100 ? thousands(v) : sprintf("%.3g", v) }

# size is a figure of a docket of many cases.
function size(engine, unit, most,    name) {
	name = "Size/" engine
	if (!has(name, unit)) return "not run"
	return judged(most == 0 || value[name, unit] <= most, plain(value[name, unit]))
}
function sized(figure, unit, wanted, most) {
	row(figure, wanted, size("sqlite", unit, most), size("postgres", unit, most), at)
}
function sizes() {
	if (!has("Size/sqlite", "cases")) return
	at = thousands(value["Size/sqlite", "cases"]) " cases, 5 % of them open"
	sized("Start, ms", "start-ms", "≤ 2,000", 2000)
	sized("Slowest query that lists cases or reads one, ms", "slowest-ms", "≤ 20", 20)
	sized("Slowest of what else is asked (figures, accounts, a ring, a turn, reconciling), ms", "rest-ms", "shown", 0)
	sized("Memory of the process at its most, MB", "MB", "≤ 200", 200)
	sized("A case on disk, bytes", "bytes/case", "shown", 0)
}

# growth is a line for each decade and engine.
function growth(    i, part, any) {
	for (i = 1; i <= count; i++) {
		if (split(names[i], part, "/") != 3 || part[1] != "Growth") continue
		if (!any++) print "\n| Cases | Engine | Door, µs a ring | Wake-up and turn, µs | What is due, µs | A list, µs | A case, µs |\n|---|---|---|---|---|---|---|"
		printf "| %s | %s | %s | %s | %s | %s | %s |\n", thousands(part[3]), part[2] == "sqlite" ? "SQLite" : "PostgreSQL",
			plain(value[names[i], "door-us/ring"]), plain(value[names[i], "wakeup-us"]), plain(value[names[i], "due-us"]),
			plain(value[names[i], "list-us"]), plain(value[names[i], "case-us"])
	}
}

END {
	if (!count) {
		print "figures: go test printed no benchmark" > "/dev/stderr"
		exit 1
	}
	printf "By `%s` on %s, %s", by, machine, cpu
	if (has("Disk", "fsync-p50-ms")) printf "; 4 kB to disk %.2f ms (p99 %.2f)", value["Disk", "fsync-p50-ms"], value["Disk", "fsync-p99-ms"]
	print ".\n"
	print "| Figure | Wanted | SQLite | PostgreSQL | Measured against |"
	print "|---|---|---|---|---|"
	if ("Door/dispatcher" in seen) {
		void = value["Door/dispatcher", "x-hmac"] < least
		row("Door, 12 kB reports, 64 connections, durable before the 202", "SQLite ≥ 1.0 ×, PostgreSQL ≥ 0.8 ×", rate("sqlite", 1.0), rate("postgres", 0.8),
			"a dispatcher that stores nothing, in the same minutes: " thousands(value["Door/dispatcher", "req/s"]) "/s")
		row("Door, p99 at half of that", "≤ 25 ms", tail("sqlite"), tail("postgres"), "the moment when each report was due (open loop)")
		x = sprintf("%.2f ×", value["Door/dispatcher", "x-hmac"])
		row("That dispatcher", "≥ 0.30 ×, else the run is void", void ? x " VOID" : x, "", "HMAC checked and nothing else: " thousands(value["Door/hmac", "req/s"]) "/s")
		row("Our door, storing nothing", "", sprintf("%.2f ×", value["Door/unstored", "x-hmac"]), "", "the same")
	}
	if ("Verdict/sqlite" in seen)
		row("Ring to verdict, p99 at 500 rings/s over 10,000 advisories", "≤ 2 s", lag("Verdict", "sqlite"), lag("Verdict", "postgres"),
			"the moment when each ring was due, to the end of its turn; GitHub simulated over HTTP on the same cores, 20 ms a request")
	if ("VerdictAlone/sqlite" in seen)
		row("The same, GitHub elsewhere", "", lag("VerdictAlone", "sqlite"), lag("VerdictAlone", "postgres"),
			"the same; GitHub imitated in the process, so that it costs no CPU")
	sizes()
	growth()
}
