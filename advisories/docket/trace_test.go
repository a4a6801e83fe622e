package docket

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A trace is what a docket asked of its database: each transaction with its
// statements, their arguments and what came of them. What a program of one schema
// asked can so be asked again of a later schema.

// traced is one transaction.
type traced struct {
	Read  bool    `json:"read,omitempty"`
	Undo  bool    `json:"undo,omitempty"`
	Steps []*step `json:"steps"`
}

// step is one statement: run once, or (Many) with several lists of arguments, or
// (Asks) read. Args and Rows hold numbers, strings and bytes.
type step struct {
	SQL     string  `json:"sql"`
	Asks    bool    `json:"asks,omitempty"`
	Many    [][]any `json:"many,omitempty"`
	Args    []any   `json:"args,omitempty"`
	Changed []int64 `json:"changed,omitempty"`
	Rows    [][]any `json:"rows,omitempty"`
	Fails   bool    `json:"fails,omitempty"`
}

// octets are bytes in a trace.
type octets struct {
	B []byte `json:"b"`
}

// plainValue is an argument, or what was read into a pointer, as one of three types.
func plainValue(v any) any {
	if v == nil {
		return nil
	}
	if b, ok := v.([]byte); ok {
		return octets{append([]byte{}, b...)}
	}
	r := reflect.ValueOf(v)
	switch {
	case r.Kind() == reflect.Pointer:
		return plainValue(r.Elem().Interface())
	case r.CanInt():
		return r.Int()
	case r.Kind() == reflect.String:
		return r.String()
	}
	panic(fmt.Sprintf("a trace cannot hold %T", v))
}

func plainValues(list []any) []any {
	out := make([]any, 0, len(list))
	for _, v := range list {
		out = append(out, plainValue(v))
	}
	return out
}

// recorder writes down what passes.
type recorder struct {
	database
	mu    sync.Mutex
	trace []*traced
}

func (r *recorder) write(ctx context.Context, fn func(tx) error) error {
	return r.within(ctx, r.database.write, false, fn)
}

func (r *recorder) ask(ctx context.Context, fn func(tx) error) error { return r.read(ctx, fn) }

func (r *recorder) read(ctx context.Context, fn func(tx) error) error {
	return r.within(ctx, r.database.read, true, fn)
}

func (r *recorder) within(ctx context.Context, run func(context.Context, func(tx) error) error, read bool, fn func(tx) error) error {
	t := &traced{Read: read}
	err := run(ctx, func(q tx) error {
		// SQLite has one writer, so that writes begin in the order in which they end.
		r.mu.Lock()
		r.trace = append(r.trace, t)
		r.mu.Unlock()
		return fn(&recordedTx{q, t})
	})
	t.Undo = err != nil
	return err
}

type recordedTx struct {
	tx
	t *traced
}

func (r *recordedTx) add(s *step, err error) {
	if s.Fails = err != nil; !strings.Contains(s.SQL, "river_") { // the queue has migrations of its own
		r.t.Steps = append(r.t.Steps, s)
	}
}

func (r *recordedTx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	n, err := r.tx.exec(ctx, query, args...)
	r.add(&step{SQL: query, Args: plainValues(args), Changed: []int64{n}}, err)
	return n, err
}

func (r *recordedTx) execEach(ctx context.Context, query string, args [][]any) ([]int64, error) {
	changed, err := r.tx.execEach(ctx, query, args)
	s := &step{SQL: query, Changed: changed}
	for _, a := range args {
		s.Many = append(s.Many, plainValues(a))
	}
	r.add(s, err)
	return changed, err
}

func (r *recordedTx) query(ctx context.Context, query string, args ...any) (rows, error) {
	list, err := r.tx.query(ctx, query, args...)
	s := &step{SQL: query, Asks: true, Args: plainValues(args)}
	r.add(s, err)
	return &recordedRows{list, s}, err
}

func (r *recordedTx) queryEach(ctx context.Context, query string, args [][]any, fn func(int, rows) error) error {
	for i, a := range args {
		if err := each(ctx, r, query, a, func(list rows) error { return fn(i, list) }); err != nil {
			return err
		}
	}
	return nil
}

type recordedRows struct {
	rows
	s *step
}

func (r *recordedRows) Scan(into ...any) error {
	err := r.rows.Scan(into...)
	if err == nil {
		r.s.Rows = append(r.s.Rows, plainValues(into))
	}
	return err
}

// pack writes a trace, a line a transaction.
func pack(t *testing.T, trace []*traced) []byte {
	t.Helper()
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	must(t, err)
	for _, one := range trace {
		line, err := json.Marshal(one)
		must(t, err)
		_, err = z.Write(append(line, '\n'))
		must(t, err)
	}
	must(t, z.Close())
	return out.Bytes()
}

func unpack(t *testing.T, packed []byte) (trace []traced) {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(packed))
	must(t, err)
	text := bufio.NewReader(z)
	for {
		line, err := text.ReadBytes('\n')
		if err == io.EOF {
			return trace
		}
		must(t, err)
		var one traced
		d := json.NewDecoder(bytes.NewReader(line))
		d.UseNumber()
		must(t, d.Decode(&one))
		for _, s := range one.Steps {
			for _, list := range append(append([][]any{s.Args}, s.Many...), s.Rows...) {
				for i := range list {
					list[i] = typed(t, list[i])
				}
			}
		}
		trace = append(trace, one)
	}
}

// typed is a value of a trace as a database takes it.
func typed(t *testing.T, v any) any {
	t.Helper()
	switch v := v.(type) {
	case json.Number:
		n, err := v.Int64()
		must(t, err)
		return n
	case map[string]any:
		var o octets
		b, err := json.Marshal(v)
		must(t, err)
		must(t, json.Unmarshal(b, &o))
		return append([]byte{}, o.B...)
	}
	return v
}

var errUndo = errors.New("the trace undid it")

// replay asks everything again, and compares what comes of it.
func replay(t *testing.T, db database, trace []traced) (steps int) {
	t.Helper()
	ctx := t.Context()
	for i, one := range trace {
		run := db.write
		if one.Read {
			run = db.read
		}
		err := run(ctx, func(q tx) error {
			for _, s := range one.Steps {
				steps++
				if err := again(ctx, q, s); err != nil {
					return fmt.Errorf("%s: %w", s.SQL, err)
				}
				if s.Fails {
					return errUndo
				}
			}
			if one.Undo {
				return errUndo
			}
			return nil
		})
		if one.Undo && errors.Is(err, errUndo) {
			err = nil
		}
		if err != nil {
			t.Fatalf("transaction %d: %v", i+1, err)
		}
	}
	return steps
}

// again runs one step; its error says what came of it that had not.
func again(ctx context.Context, q tx, s *step) error {
	var changed []int64
	var list [][]any
	var err error
	switch {
	case s.Asks:
		list, err = askedAgain(ctx, q, s)
	case s.Many != nil:
		changed, err = q.execEach(ctx, s.SQL, s.Many)
	default:
		var n int64
		n, err = q.exec(ctx, s.SQL, s.Args...)
		changed = []int64{n}
	}
	if s.Fails && err != nil {
		return nil
	}
	if err != nil {
		return err
	}
	if diff := cmp.Diff(s.Changed, changed); diff != "" && !s.Asks {
		return fmt.Errorf("rows changed (-then +now): %s", diff)
	}
	then := slices.Clone(s.Rows)
	if !strings.Contains(s.SQL, "ORDER BY") {
		byText := func(a, b []any) int { return strings.Compare(fmt.Sprint(a...), fmt.Sprint(b...)) }
		slices.SortFunc(then, byText)
		slices.SortFunc(list, byText)
	}
	if diff := cmp.Diff(then, list); diff != "" {
		return fmt.Errorf("rows (-then +now): %s", diff)
	}
	return nil
}

func askedAgain(ctx context.Context, q tx, s *step) (list [][]any, err error) {
	err = each(ctx, q, s.SQL, s.Args, func(r rows) error {
		if len(s.Rows) == 0 {
			return errors.New("there is a row where there was none")
		}
		row, into := make([]any, len(s.Rows[0])), make([]any, len(s.Rows[0]))
		for i := range row {
			into[i] = &row[i]
		}
		if err := r.Scan(into...); err != nil {
			return err
		}
		for i, v := range row {
			switch v := v.(type) {
			case int32:
				row[i] = int64(v)
			case []byte:
				row[i] = append([]byte{}, v...)
			}
		}
		list = append(list, row)
		return nil
	})
	return list, err
}
