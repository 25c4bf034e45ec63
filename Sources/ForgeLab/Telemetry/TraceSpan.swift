package import ForgeCore
package import Foundation

/// Where in a trace something happens; child tasks inherit it.
package struct SpanContext: Sendable, Hashable {
    /// 32 hex digits.
    package var trace: String
    /// 16 hex digits.
    package var span: String

    @TaskLocal package static var current: SpanContext?

    /// A span below the current one, or the first of a new trace.
    static func next() -> SpanContext {
        SpanContext(trace: current?.trace ?? hex() + hex(), span: hex())
    }

    /// All zeros is no id.
    private static func hex() -> String { UInt64.random(in: 1...UInt64.max).hexDigits }
}

/// Something that took time, as OpenTelemetry describes it.
package struct TraceSpan: Sendable, Hashable {
    /// As OTLP numbers them.
    package enum Kind: Int, Sendable { case inside = 1, client = 3 }

    package var context: SpanContext
    /// Nil for the first of a trace.
    package var parent: String?
    package var name: String
    package var kind: Kind
    package var start: Date
    package var end: Date
    package var attributes: [String: JSONValue]
    /// What it failed with: the error's code, never its text, which may hold what was asked.
    package var failure: String?
}

/// Where finished spans go. Offering one never waits.
package protocol SpanSink: Sendable {
    func offer(_ span: TraceSpan)
}
