import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// A server-sent event as it arrived.
struct ReceivedEvent: Hashable, Sendable {
    var id: String?
    var name: String?
    var data = ""
}

/// Reads server-sent events over a real connection.
struct EventReader {
    let port: Int

    /// Passes events on until `isEnough` says so, then leaves; or until the server ends the stream.
    ///
    /// - Parameter body: JSON to POST; nil to GET.
    @discardableResult
    func read(
        _ path: String, after last: String? = nil, body: String? = nil,
        until isEnough: @Sendable (ReceivedEvent) async throws -> Bool = { _ in false }
    ) async throws -> [ReceivedEvent] {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/api/v1/\(path)")
        if let last { request.headers.add(name: "Last-Event-ID", value: last) }
        if let body {
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: body))
        }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        guard response.status == .ok else { throw TestFailure("status \(response.status.code)") }
        var parser = EventParser()
        var events: [ReceivedEvent] = []
        for try await chunk in response.body {
            for event in parser.take(String(buffer: chunk)) {
                events.append(event)
                if try await isEnough(event) { return events }
            }
        }
        return events
    }
}

/// Cuts a stream's text into events, as browsers do.
struct EventParser {
    private var rest = ""
    /// Comments, which browsers ignore.
    private(set) var comments = 0

    mutating func take(_ text: String) -> [ReceivedEvent] {
        rest += text
        var events: [ReceivedEvent] = []
        while let end = rest.range(of: "\n\n") {
            let block = rest[..<end.lowerBound]
            rest.removeSubrange(..<end.upperBound)
            if let event = event(block) { events.append(event) }
        }
        return events
    }

    private mutating func event(_ block: Substring) -> ReceivedEvent? {
        var event = ReceivedEvent()
        var lines: [Substring] = []
        for line in block.split(separator: "\n") {
            let parts = line.split(separator: ": ", maxSplits: 1, omittingEmptySubsequences: false)
            switch (parts[0], parts.last ?? "") {
            case ("id", let value): event.id = String(value)
            case ("event", let value): event.name = String(value)
            case ("data", let value): lines.append(value)
            case ("", _): comments += 1
            default: break
            }
        }
        event.data = lines.joined(separator: "\n")
        return event.name == nil ? nil : event
    }
}
