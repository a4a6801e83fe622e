package report

import "strings"

// CWEVersion is the version of MITRE's list of weaknesses that the table below
// was made from: the ids, states and kinds in cwec 4.15 of 2024-07-16, which the
// npm package cwe-sdk 1.1.19 holds.
const CWEVersion = "4.15"

// newestCWE is the highest weakness of that version. Higher ids may be of a later
// one, so nothing is said of them up to cweBound, which later versions will not
// reach for a long time.
const (
	newestCWE = 1426
	cweBound  = 1999
)

// cweKind is what an id of the list stands for.
type cweKind uint8

const (
	cweNone cweKind = iota
	cweWeakness
	cweDeprecated // a weakness that was taken out or merged into another
	cweGroup      // a category or a view
)

// cweKinds has the ids of the list.
var cweKinds = func() map[int]cweKind {
	out := map[int]cweKind{}
	for kind, list := range map[cweKind]string{cweWeakness: cweWeaknesses, cweDeprecated: cweTakenOut, cweGroup: cweGroups} {
		for _, span := range strings.Fields(list) {
			from, to, two := strings.Cut(span, "-")
			if !two {
				to = from
			}
			for id := number(from); id <= number(to); id++ {
				out[id] = kind
			}
		}
	}
	return out
}()

// number reads decimal digits, at most nine of them; -1 where there is anything
// else.
func number(s string) int {
	if s == "" || len(s) > 9 {
		return -1
	}
	n := 0
	for i := range len(s) {
		if !digit(s[i]) {
			return -1
		}
		n = 10*n + int(s[i]-'0')
	}
	return n
}

// Spans of ids, both ends included.
const (
	cweWeaknesses = `5-9 11-15 20 22-59 61-62 64-67 69 72-91 93-99 102-131 134-135 138 140-168 170 172-188 190-198 200-215 219-224
	226 228-246 248 250 252-253 256-263 266-274 276-291 293-309 311-319 321-354 356-360 362-364 366-370 372
	374-375 377-379 382-386 390-397 400-410 412-416 419-422 424-428 430-437 439-441 444 446-451 453-457 459-460
	462-464 466-484 486-489 491-502 506-512 514-515 520-532 535-541 543-544 546-556 558 560-568 570-591 593-595
	597-603 605-628 636-657 662-676 680-698 703-708 710 732-733 749 754-768 770-799 804-807 820-839 841-843
	862-863 908-918 920-927 939-943 1004 1007 1021-1025 1037-1039 1041-1080 1082-1127 1164 1173-1174 1176-1177
	1188-1193 1204 1209 1220-1224 1229-1236 1239-1304 1310-1323 1325-1336 1338-1339 1341-1342 1351 1357 1384-1386
	1389-1395 1419-1423 1426`
	cweTakenOut = `71 92 132 216-218 225 247 249 292 365 373 423 443 458 516 533-534 542 545 592 596 769 1187 1324`
	cweGroups   = `1-4 10 16-19 21 60 63 68 70 100-101 133 136-137 139 169 171 189 199 227 251 254-255 264-265 275 310 320 355
	361 371 376 380-381 387-389 398-399 411 417-418 429 438 442 445 452 461 465 485 490 503-505 513 517-519 557
	559 569 604 629-635 658-661 677-679 699-702 709 711-731 734-748 750-753 800-803 808-819 840 844-861 864-907
	919 928-938 944-1003 1005-1006 1008-1020 1026-1036 1040 1081 1128-1163 1165-1172 1175 1178-1186 1194-1203
	1205-1208 1210-1219 1225-1228 1237-1238 1305-1309 1337 1340 1343-1350 1352-1356 1358-1383 1387-1388 1396-1418
	1424-1425 2000`
)
