import ForgeCore
import Foundation

/// Spans as OTLP's JSON has them (opentelemetry.io/docs/specs/otlp, JSON Protobuf encoding): ids in hex, 64-bit numbers as text.
struct OTLPDocument {
    let spans: [TraceSpan]
    let resource: [String: String]

    var json: JSONValue {
        [
            "resourceSpans": [
                [
                    "resource": ["attributes": Self.attributes(resource.mapValues(JSONValue.string))],
                    "scopeSpans": [
                        [
                            "scope": ["name": "llm-forge", "version": .string(BuildInfo.version)],
                            "spans": .array(spans.map(Self.span)),
                        ]
                    ],
                ]
            ]
        ]
    }

    private static func span(_ span: TraceSpan) -> JSONValue {
        var attributes = span.attributes
        attributes["error.type"] = span.failure.map(JSONValue.string)
        var members: [String: JSONValue] = [
            "traceId": .string(span.context.trace), "spanId": .string(span.context.span), "name": .string(span.name),
            "kind": .integer(span.kind.rawValue), "startTimeUnixNano": nanoseconds(span.start),
            "endTimeUnixNano": nanoseconds(max(span.start, span.end)), "attributes": Self.attributes(attributes),
            "status": span.failure.map { ["code": 2, "message": .string($0)] } ?? .object([:]),
        ]
        members["parentSpanId"] = span.parent.map(JSONValue.string)
        return .object(members)
    }

    private static func nanoseconds(_ date: Date) -> JSONValue {
        let microseconds = UInt64(max(0, date.timeIntervalSince1970) * 1e6)
        return .string(String(microseconds * 1000))
    }

    private static func attributes(_ values: [String: JSONValue]) -> JSONValue {
        .array(
            values.sorted { $0.key < $1.key }.compactMap { name, value in
                Self.value(value).map { ["key": .string(name), "value": $0] }
            })
    }

    private static func value(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .string: ["stringValue": value]
        case .bool: ["boolValue": value]
        case .integer(let number): ["intValue": .string(String(number))]
        case .number(let number): number.isFinite ? ["doubleValue": value] : nil
        case .array(let values): ["arrayValue": ["values": .array(values.compactMap(Self.value))]]
        case .null, .object: nil
        }
    }
}
