import ForgeCore
import ForgeEngines
import ForgeTesting
import Foundation
import HTTPTypes
import Hummingbird
import Synchronization
import Testing

@testable import ForgeLab

/// Keeps spans.
private final class SpanShelf: SpanSink {
    private let kept = Mutex<[TraceSpan]>([])
    var spans: [TraceSpan] { kept.withLock { $0 } }
    func offer(_ span: TraceSpan) { kept.withLock { $0.append(span) } }
}

@Suite("Telemetry")
struct TelemetryTests {
    private func laboratory(_ fixture: LabFixture, _ telemetry: Telemetry) -> Laboratory {
        var laboratory = fixture.laboratory
        laboratory.engines = telemetry.observing(laboratory.engines)
        laboratory.telemetry = telemetry
        return laboratory
    }

    @Test func `a run is counted: calls, tokens, samples and how it ended`() async throws {
        let fixture = try await LabFixture()
        let telemetry = Telemetry()
        let experiments = try await fixture.prepare("one", "two")
        _ = try await laboratory(fixture, telemetry).run(experiments) { _ in }
        let counts = telemetry.counts
        #expect(counts.calls == 12 && counts.callTimes.count == 12)
        #expect(counts.samples == [.answered: 12])
        #expect(counts.experiments == [.completed: 2])
        let stored =
            try await fixture.store.predictions(of: experiments[0].id, PredictionQuery(limit: 10)).items
            + fixture.store.predictions(of: experiments[1].id, PredictionQuery(limit: 10)).items
        #expect(counts.inputTokens == stored.reduce(0) { $0 + $1.inputTokens } && counts.inputTokens > 0)
        #expect(counts.outputTokens == stored.reduce(0) { $0 + $1.outputTokens })
    }

    @Test func `failures are counted by their kind`() async throws {
        let fixture = try await LabFixture(
            script: .closure { _ in throw EngineError(.unavailable, "engine.gone", "The engine is gone.") })
        let telemetry = Telemetry()
        let experiments = try await fixture.prepare("broken")
        await #expect(throws: (any Error).self) {
            try await laboratory(fixture, telemetry).run(experiments) { _ in }
        }
        #expect(telemetry.counts.failedCalls == ["unavailable": 1])
        #expect(telemetry.counts.experiments == [.failed: 1])
    }

    @Test func `calls lie in samples, samples in their experiment, each with what the conventions name`() async throws {
        let fixture = try await LabFixture()
        let shelf = SpanShelf()
        let experiments = try await fixture.prepare("traced", concurrency: 3)
        _ = try await laboratory(fixture, Telemetry(sink: shelf)).run(experiments) { _ in }
        let spans = shelf.spans
        let experiment = try #require(spans.first { $0.name == "experiment" })
        let samples = spans.filter { $0.name == "sample" }
        let calls = spans.filter { $0.name == "text_completion parrot" }
        #expect(samples.count == 6 && calls.count == 6 && spans.count == 13)
        #expect(experiment.parent == nil && samples.allSatisfy { $0.parent == experiment.context.span })
        #expect(Set(calls.compactMap(\.parent)) == Set(samples.map(\.context.span)))
        #expect(Set(spans.map(\.context.trace)).count == 1 && Set(spans.map(\.context.span)).count == 13)
        #expect(Set(samples.compactMap { $0.attributes["forge.sample.index"]?.int }) == Set(0..<6))
        #expect(experiment.attributes["forge.experiment.id"] == .string(experiments[0].id))
        for call in calls {
            #expect(call.kind == .inside && call.failure == nil && call.start <= call.end)
            #expect(call.attributes["gen_ai.operation.name"] == "text_completion")
            #expect(call.attributes["gen_ai.provider.name"] == "scripted")
            #expect(call.attributes["gen_ai.request.model"] == "parrot")
            #expect(call.attributes["gen_ai.response.finish_reasons"] == ["stop"])
            #expect((call.attributes["gen_ai.usage.input_tokens"]?.int ?? 0) > 0)
            #expect(call.attributes["gen_ai.usage.output_tokens"]?.int != nil)
        }
        // Neither what was asked nor what was answered, and no stop strings, which a config may hold anything in.
        let text = try JSON.text(OTLPDocument(spans: spans, resource: [:]).json)
        #expect(!text.contains("Capital") && !text.contains("stop_sequences"))
    }

    @Test func `several that are run although one fails share the loaded model, and are counted`() async throws {
        let fixture = try await LabFixture()
        let telemetry = Telemetry()
        var experiments = try await fixture.prepare("one")
        experiments += try await fixture.prepare("broken", model: "missing")
        experiments += try await fixture.prepare("two")
        var failures: [String] = []
        let finished = try await laboratory(fixture, telemetry).runEach(experiments) { _ in
        } onFailure: { experiment, _ in
            failures.append(experiment.name)
        }
        #expect(finished.map(\.name) == ["one", "two"] && failures == ["broken"])
        #expect(fixture.loadedModels == ["parrot"])
        #expect(telemetry.counts.experiments == [.completed: 2, .failed: 1])
    }

    @Test func `what fails is told by its code, not by its words`() async throws {
        let fixture = try await LabFixture(
            script: .closure { _ in throw EngineError(.unavailable, "engine.gone", "The secret question failed.") })
        let shelf = SpanShelf()
        let experiments = try await fixture.prepare("broken")
        _ = try? await laboratory(fixture, Telemetry(sink: shelf)).run(experiments) { _ in }
        #expect(shelf.spans.count == 3 && shelf.spans.allSatisfy { $0.failure == "engine.gone" })
        let text = try JSON.text(OTLPDocument(spans: shelf.spans, resource: [:]).json)
        #expect(text.contains("\"error.type\"") && !text.contains("secret question"))
    }

    @Test func `buckets hold what is at most their bound`() {
        var histogram = Histogram(bounds: [1, 2, 5])
        for value in [0.5, 1, 1.5, 5, 6] { histogram.add(value) }
        #expect(histogram.cumulative == [2, 3, 4])
        #expect(histogram.count == 5 && histogram.sum == 14)
    }
}

@Suite("Spans for a collector")
struct OTLPTests {
    private static let key = "very-secret-key"

    private static func settings(_ address: String, _ more: [String: String] = [:]) throws -> OTLPSettings {
        let environment = [
            "OTEL_EXPORTER_OTLP_ENDPOINT": address,
            "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20\(key),x-team=lab",
            "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment.name=test", "OTEL_SERVICE_NAME": "bench",
        ].merging(more) { $1 }
        return try #require(try OTLPSettings(environment: environment))
    }

    private static func span(_ number: Int) -> TraceSpan {
        TraceSpan(
            context: SpanContext.next(), parent: nil, name: "chat m", kind: .client, start: Date(), end: Date() + 0.5,
            attributes: ["n": .integer(number), "t": 0.5, "ok": true, "list": ["a", "b"], "text": "x"])
    }

    /// What a collector got.
    private final class Collector: Sendable {
        struct Call: Sendable {
            var path: String
            var authorization: String?
            var type: String?
            var body: JSONValue
        }

        let calls = Mutex<[Call]>([])

        func answer(_ request: Request, status: HTTPResponse.Status) async throws -> Response {
            let body = try await request.body.collect(upTo: 1 << 24)
            let call = Call(
                path: request.uri.path, authorization: request.headers[.authorization],
                type: request.headers[.contentType],
                body: try JSONValue(parsing: String(buffer: body)))
            calls.withLock { $0.append(call) }
            return Response(status: status)
        }
    }

    private func run(
        _ statuses: [HTTPResponse.Status], spans: Int, of settings: @escaping @Sendable (String) throws -> OTLPSettings
    ) async throws -> (calls: [Collector.Call], state: OTLPExporter.State) {
        let collector = Collector()
        let outcome = Mutex<OTLPExporter.State?>(nil)
        try await LocalServer.run { request in
            let number = collector.calls.withLock { $0.count }
            return try await collector.answer(request, status: statuses[min(number, statuses.count - 1)])
        } _: { address in
            let exporter = OTLPExporter(try settings(address))
            async let running: Void = exporter.run()
            for number in 0..<spans { exporter.offer(Self.span(number)) }
            if statuses.count > 1 { try await Task.sleep(for: .seconds(6)) }
            exporter.finish()
            await running
            outcome.withLock { $0 = exporter.state }
        }
        return (collector.calls.withLock { $0 }, try #require(outcome.withLock { $0 }))
    }

    @Test func `every span arrives, in the form of OTLP's JSON, at the address for traces`() async throws {
        let (calls, state) = try await run([.ok], spans: 1300) { try Self.settings($0 + "/") }
        #expect(state == OTLPExporter.State(sent: 1300))
        #expect(calls.count >= 3)
        #expect(calls.allSatisfy { $0.path == "/v1/traces" && $0.authorization == "Bearer \(Self.key)" })
        #expect(calls.allSatisfy { $0.type == "application/json" })
        let scopes = calls.compactMap { $0.body["resourceSpans"]?.array?.first?["scopeSpans"]?.array?.first }
        let spans = scopes.flatMap { $0["spans"]?.array ?? [] }
        #expect(spans.count == 1300 && Set(spans.compactMap { $0["spanId"]?.string }).count == 1300)
        let span = try #require(spans.first)
        #expect(span["traceId"]?.string?.count == 32 && span["kind"] == 3 && span["status"] == .object([:]))
        let start = try #require(span["startTimeUnixNano"]?.string.flatMap(UInt64.init))
        let end = try #require(span["endTimeUnixNano"]?.string.flatMap(UInt64.init))
        #expect(end - start > 400_000_000 && end - start < 600_000_000)
        let attributes: JSONValue = [
            ["key": "list", "value": ["arrayValue": ["values": [["stringValue": "a"], ["stringValue": "b"]]]]],
            ["key": "n", "value": ["intValue": "0"]], ["key": "ok", "value": ["boolValue": true]],
            ["key": "t", "value": ["doubleValue": 0.5]], ["key": "text", "value": ["stringValue": "x"]],
        ]
        #expect(span["attributes"] == attributes)
        let resource = try JSON.text(calls[0].body["resourceSpans"]?.array?.first?["resource"] ?? .null)
        #expect(resource.contains("\"bench\"") && resource.contains("deployment.environment.name"))
    }

    @Test func `a collector that is busy is asked again`() async throws {
        let (calls, state) = try await run([.serviceUnavailable, .ok], spans: 512) { try Self.settings($0) }
        // On a busy machine the batch may be sent before it is full, and the rest in one more.
        #expect(state.sent == 512 && state.lost == 0 && calls.count >= 2)
    }

    @Test func `a collector that refuses is not asked again, and what is lost is counted`() async throws {
        let (calls, state) = try await run([.unauthorized], spans: 10) { try Self.settings($0) }
        #expect(state.sent == 0 && state.lost == 10 && calls.count == 1)
        #expect(state.failure == "the collector answered 401")
    }

    @Test func `a redirect is not followed, so that keys go nowhere else`() async throws {
        let elsewhere = Collector()
        try await LocalServer.run {
            try await elsewhere.answer($0, status: .ok)
        } _: { other in
            try await LocalServer.run { _ in
                Response(status: .temporaryRedirect, headers: [.location: other])
            } _: { address in
                let exporter = OTLPExporter(try Self.settings(address))
                exporter.offer(Self.span(1))
                exporter.finish()
                await exporter.run()
                #expect(exporter.state.lost == 1 && exporter.state.failure == "the collector answered 307")
            }
        }
        #expect(elsewhere.calls.withLock { $0.isEmpty })
    }

    @Test(.timeLimit(.minutes(1)))
    func `a collector that is not there holds nobody up, and the queue has an end`() async throws {
        let exporter = OTLPExporter(try Self.settings("http://127.0.0.1:9"))
        let start = ContinuousClock.now
        for number in 0..<OTLPExporter.room + 100 { exporter.offer(Self.span(number)) }
        #expect(exporter.state.lost == 100)
        exporter.finish()
        await exporter.run()
        #expect(exporter.state.lost == OTLPExporter.room + 100)
        #expect(exporter.state.failure?.contains(Self.key) == false)
        #expect(ContinuousClock.now - start < .seconds(30))
    }

    @Test(.timeLimit(.minutes(1)))
    func `a process that ends asks a busy collector no more`() async throws {
        let collector = Collector()
        try await LocalServer.run {
            try await collector.answer($0, status: .serviceUnavailable)
        } _: { address in
            let exporter = OTLPExporter(try Self.settings(address))
            exporter.offer(Self.span(1))
            async let running: Void = exporter.run()
            while collector.calls.withLock({ $0.count }) < 2 { try await Task.sleep(for: .milliseconds(10)) }
            exporter.finish()
            await running
            #expect(exporter.state.lost == 1)
        }
        #expect(collector.calls.withLock { $0.count } == 2)
    }

    @Test func `a span that comes after the end is told as such`() throws {
        let exporter = OTLPExporter(try Self.settings("http://127.0.0.1:9"))
        exporter.finish()
        exporter.offer(Self.span(1))
        #expect(exporter.state == OTLPExporter.State(lost: 1, failure: "they came after the end"))
    }

    @Test func `settings follow OpenTelemetry's variables`() throws {
        #expect(try OTLPSettings(environment: [:]) == nil)
        #expect(try OTLPSettings(environment: ["OTEL_EXPORTER_OTLP_ENDPOINT": ""]) == nil)
        #expect(
            try OTLPSettings(environment: ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://a", "OTEL_SDK_DISABLED": "true"])
                == nil)
        #expect(
            try Self.settings("https://c.example/otlp").address.absoluteString == "https://c.example/otlp/v1/traces")
        let own = try Self.settings("http://a", ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://b:1/x"])
        #expect(own.address.absoluteString == "http://b:1/x")
        #expect(own.headers.map(\.name) == ["authorization", "x-team"])
        var dumped = ""
        dump(own, to: &dumped)
        #expect(!"\(own)".contains(Self.key) && !dumped.contains(Self.key))
    }

    @Test(arguments: [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "ftp://a"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://user:very-secret-key@a"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "very-secret-key"), ("OTEL_EXPORTER_OTLP_HEADERS", "a b=very-secret-key"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "a=very-secret-key%0d%0ab: c"), ("OTEL_EXPORTER_OTLP_TIMEOUT", "soon"),
    ])
    func `what cannot be followed is refused without being quoted`(_ name: String, _ value: String) throws {
        let error = #expect(throws: LabError.self) { try Self.settings("http://a", [name: value]) }
        #expect(error?.code == "otel.invalid" && error?.remedy != nil)
        #expect(error?.description.contains("secret") == false)
    }
}
