package ghsatest

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestConnection checks that paging gives the whole list once, in its order, from
// either end, whatever the page's size.
func TestConnection(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []int64
		for i := range rapid.IntRange(0, 40).Draw(t, "length") {
			all = append(all, int64(i/2)) // neighbours have the same time
		}
		desc := rapid.Bool().Draw(t, "descending")
		if desc {
			slices.Reverse(all)
		}
		var list []position
		for i, at := range all {
			id := int64(i)
			if desc {
				id = -id
			}
			list = append(list, position{at: at, id: id})
		}
		size := rapid.IntRange(1, 9).Draw(t, "page")
		for _, back := range []bool{false, true} {
			var got []int64
			cursor := ""
			for pages := 0; ; pages++ {
				if pages > len(list)+1 {
					t.Fatal("it does not end")
				}
				args := object{"first": float64(size), "after": cursor}
				if back {
					args = object{"last": float64(size), "before": cursor}
				}
				v, err := connection("C", args, list, desc, func(p position) position { return p },
					func(e position) *node { return fixed("N", nil, object{"id": e.id}) })
				if err != nil {
					t.Fatal(err.Message)
				}
				page, next, more := readConnection(t, v.(*node), back)
				if back {
					got = append(page, got...)
				} else {
					got = append(got, page...)
				}
				if !more {
					break
				}
				cursor = next
			}
			var want []int64
			for _, e := range list {
				want = append(want, e.id)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("back %v: %v, want %v", back, got, want)
			}
		}
	})
}

// readConnection takes a page apart: its ids, and where the list goes on.
func readConnection(t *rapid.T, n *node, back bool) (ids []int64, next string, more bool) {
	field := func(n *node, name string) any {
		v, err := n.resolve(name, nil)
		if err != nil {
			t.Fatal(err.Message)
		}
		return v
	}
	for _, e := range field(n, "nodes").([]*node) {
		ids = append(ids, field(e, "id").(int64))
	}
	info := field(n, "pageInfo").(*node)
	cursor, has := "endCursor", "hasNextPage"
	if back {
		cursor, has = "startCursor", "hasPreviousPage"
	}
	next, _ = field(info, cursor).(string)
	return ids, next, field(info, has).(bool)
}
