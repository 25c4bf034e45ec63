import AsyncHTTPClient
import ForgeCore
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization

/// Sends spans to a collector in batches. What it takes in is bounded, and offering a span never waits: what does not fit, and what
/// the collector does not take, is counted and lost.
package final class OTLPExporter: SpanSink {
    package struct State: Sendable, Hashable {
        package var sent = 0
        package var lost = 0
        /// Why spans were lost last, without the headers' values.
        package var failure: String?
    }

    /// Spans that wait at most.
    static let room = 8192
    static let batch = 512
    static let interval = Duration.seconds(5)
    private static let attempts = 4

    private let settings: OTLPSettings
    private let queue = Mutex<(spans: [TraceSpan], state: State, isEnding: Bool)>(([], State(), false))
    private let changes = Changes()

    package init(_ settings: OTLPSettings) { self.settings = settings }

    package var state: State { queue.withLock { $0.state } }

    package func offer(_ span: TraceSpan) {
        let isFull = queue.withLock { queue in
            guard queue.spans.count < Self.room, !queue.isEnding else {
                queue.state.lost += 1
                let reason = queue.isEnding ? "they came after the end" : "they came faster than they could be sent"
                queue.state.failure = queue.state.failure ?? reason
                return false
            }
            queue.spans.append(span)
            return queue.spans.count == Self.batch
        }
        if isFull { changes.tell() }
    }

    /// What waits is sent, then `run` returns.
    package func finish() {
        queue.withLock { $0.isEnding = true }
        changes.tell()
    }

    /// Sends until `finish` was called and nothing waits any more, or the calling task is cancelled.
    package func run() async {
        // A collector that sends elsewhere could be after the keys in the headers.
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        // Attempts are counted here.
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(configuration: configuration)
        while !Task.isCancelled {
            let seen = changes.count
            let (spans, isEnding) = queue.withLock { queue in
                let taken = Array(queue.spans.prefix(Self.batch))
                queue.spans.removeFirst(taken.count)
                return (taken, queue.isEnding)
            }
            if !spans.isEmpty {
                let isTaken = await send(spans, by: client)
                // A process that ends does not wait once more for each batch that is left.
                if !isTaken && queue.withLock({ $0.isEnding }) { break }
                // More than a batch: go on at once.
                if spans.count == Self.batch { continue }
            }
            if isEnding && spans.isEmpty { break }
            if !isEnding { await changes.wait(after: seen, atMost: Self.interval) }
        }
        try? await client.shutdown()
        let left = queue.withLock { queue in
            defer { queue.spans = [] }
            return queue.spans
        }
        if !left.isEmpty { lose(left, state.failure ?? "the process ended before they were sent") }
    }

    /// Whether the collector took them; otherwise they are lost.
    private func send(_ spans: [TraceSpan], by client: HTTPClient) async -> Bool {
        let document: Data
        do {
            document = try JSON.data(OTLPDocument(spans: spans, resource: settings.resource).json)
        } catch {
            lose(spans, "\(error)")
            return false
        }
        var failure = "it was not tried"
        attempts: for attempt in 0..<Self.attempts {
            // A process that ends does not wait for a collector that is not there.
            if attempt > 0 {
                await pause(.milliseconds(500 << attempt))
                if isEnding { break }
            }
            switch await post(document, by: client) {
            case nil:
                queue.withLock { $0.state.sent += spans.count }
                return true
            case let found?:
                failure = found.reason
                guard found.mayPass else { break attempts }
            }
        }
        lose(spans, failure)
        return false
    }

    private var isEnding: Bool { queue.withLock { $0.isEnding } || Task.isCancelled }

    /// Returns early when the process ends.
    private func pause(_ time: Duration) async {
        let end = ContinuousClock.now + time
        while true {
            let seen = changes.count
            let left = end - ContinuousClock.now
            guard !isEnding, left > .zero else { return }
            await changes.wait(after: seen, atMost: left)
        }
    }

    private func lose(_ spans: [TraceSpan], _ reason: String) {
        queue.withLock { queue in
            queue.state.lost += spans.count
            queue.state.failure = reason
        }
    }

    /// Nil when the collector took them.
    private func post(_ document: Data, by client: HTTPClient) async -> (reason: String, mayPass: Bool)? {
        do {
            var request = HTTPClientRequest(url: settings.address.absoluteString)
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/json")
            for header in settings.headers {
                request.headers.replaceOrAdd(name: header.name, value: header.value.value)
            }
            request.body = .bytes(document)
            let response = try await client.execute(request, timeout: .milliseconds(Int64(settings.timeout * 1000)))
            _ = try await response.body.collect(upTo: 1 << 20)
            guard !(200..<300).contains(response.status.code) else { return nil }
            return (
                "the collector answered \(response.status.code)",
                [408, 429, 502, 503, 504].contains(response.status.code)
            )
        } catch {
            let text = settings.headers.reduce("\(error)") { $1.value.removed(from: $0) }
            return (text, true)
        }
    }
}
