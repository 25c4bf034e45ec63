import HTTPTypes
import Hummingbird
import NIOCore

/// A response of server-sent events that lasts until its source, its reader or the server ends.
struct EventStream: Sendable {
    /// Puts frames into the stream until there are no more.
    typealias Source = @Sendable (AsyncStream<String>.Continuation) async throws -> Void

    /// Frames that wait for a slow reader; the oldest are lost beyond that.
    let policy: AsyncStream<String>.Continuation.BufferingPolicy
    var heartbeat = Duration.seconds(15)
    let source: Source

    /// - Parameters:
    ///   - request: watched, so that the source ends at once when its reader goes away.
    ///   - place: held while the response lives.
    ///   - isAllowed: asked at every heartbeat; the stream ends when its reader may not have it any more.
    func response(
        to request: Request, holding place: ConnectionLimit.Place,
        while isAllowed: @escaping @Sendable () -> Bool = { true }
    ) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                _ = place
                do {
                    try await request.body.consumeWithCancellationOnInboundClose { _ in
                        try await write(to: &writer, while: isAllowed)
                    }
                } catch is CancellationError {
                    // The reader is gone or the server ends: there is nobody to tell.
                }
                try await writer.finish(nil)
            })
    }

    private func write(
        to writer: inout any ResponseBodyWriter, while isAllowed: @escaping @Sendable () -> Bool
    ) async throws {
        let (frames, continuation) = AsyncStream<String>.makeStream(bufferingPolicy: policy)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { continuation.finish() }
                try await source(continuation)
            }
            group.addTask { try await beat(continuation, while: isAllowed) }
            for await frame in frames { try await writer.write(ByteBuffer(string: frame)) }
            group.cancelAll()
        }
    }

    private func beat(
        _ continuation: AsyncStream<String>.Continuation, while isAllowed: @Sendable () -> Bool
    ) async throws {
        while true {
            try await Task.sleep(for: heartbeat)
            guard isAllowed() else { return continuation.finish() }
            continuation.yield(EventFrame.heartbeat)
        }
    }
}
