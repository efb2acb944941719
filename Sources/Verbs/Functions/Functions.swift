import Engine
package enum Functions { package static let all: [Function] = aggregates + windows }
