package main

import (
	"fmt"
	"math"
	"strconv"
)

// firstTimestamp is the time of each generated response's first point, in seconds.
const firstTimestamp = 1_700_000_000

// responseBody returns a response with values as servers send them: whole numbers, a few decimals, and floats written in full.
// space is inserted between points to make the body longer without changing the frames.
func responseBody(series, points int, step int64, space string) []byte {
	body := make([]byte, 0, 64+series*(120+points*(26+len(space))))
	separator := byte('[')
	for i := range series {
		body = append(body, separator)
		separator = ','
		body = fmt.Appendf(body, `{"metric":"sys.cpu.nice","tags":{"host":"web%06d","dc":"%s"},"aggregateTags":[],"dps":`,
			i, []string{"gra", "bhs", "rbx"}[i%3])
		body = appendPoints(body, i, firstTimestamp, points, step, space)
		body = append(body, '}')
	}
	return append(body, ']')
}

// appendPoints writes points from a time (s) on, a step (s) apart. A point's value depends only on its series and its time.
func appendPoints(body []byte, series int, from int64, points int, step int64, space string) []byte {
	separator := byte('{')
	if points == 0 {
		body = append(body, separator)
	}
	for j := range int64(points) {
		timestamp := from + j*step
		body = append(body, separator)
		separator = ','
		body = append(body, space...)
		body = append(body, '"')
		body = strconv.AppendInt(body, timestamp, 10)
		body = append(body, '"', ':')
		place := timestamp / step
		switch v := math.Sin(float64(int64(series)*7919 + place%100_003)); place % 3 {
		case 0:
			body = strconv.AppendInt(body, int64(v*1000), 10)
		case 1:
			body = strconv.AppendFloat(body, v*100, 'f', 3, 64)
		default:
			body = strconv.AppendFloat(body, v*100, 'f', -1, 64)
		}
	}
	return append(body, '}')
}
