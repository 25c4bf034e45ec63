import Foundation
import NIOCore
import NIOPosix

/// A connection that sends what no HTTP client would, piece by piece.
struct RawConnection {
    let port: Int

    struct Reply: Sendable {
        /// Everything that the server sent until it closed the connection.
        var text: String
        /// From the connection to its end.
        var time: Duration

        /// 0 when the server closed without an answer.
        var status: Int { text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0 }
    }

    /// Sends the pieces, each after `pause`, and listens until the server closes the connection.
    ///
    /// - Throws: what keeps from connecting, and a failure after 30 s with the connection still open.
    func send(_ pieces: [String], pause: Duration = .zero) async throws -> Reply {
        try await send(pieces.map { ByteBuffer(string: $0) }, pause: pause)
    }

    /// The same for what is no text.
    func send(bytes: [UInt8]) async throws -> Reply { try await send([ByteBuffer(bytes: bytes)], pause: .zero) }

    private func send(_ pieces: [ByteBuffer], pause: Duration) async throws -> Reply {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let start = ContinuousClock.now
        let text = try await channel.executeThenClose { inbound, outbound in
            try await withThrowingTaskGroup(of: String?.self) { group in
                group.addTask {
                    for piece in pieces {
                        try? await Task.sleep(for: pause)
                        // The server may have closed already: then its answer tells why.
                        guard (try? await outbound.write(piece)) != nil else { break }
                    }
                    return nil
                }
                group.addTask { await Self.text(of: inbound) }
                group.addTask {
                    try await Task.sleep(for: .seconds(30))
                    throw TestFailure("the connection is still open")
                }
                defer { group.cancelAll() }
                for try await text in group { if let text { return text } }
                return ""
            }
        }
        return Reply(text: text, time: ContinuousClock.now - start)
    }

    /// Sends a request and leaves its connection open.
    func open(_ path: String) async throws -> any Channel {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port).get()
        try await channel.writeAndFlush(ByteBuffer(string: "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"))
        return channel
    }

    /// A request as it should be, with `Connection: close`.
    func request(
        _ method: String, _ path: String, headers: [String: String] = [:], body: String = ""
    ) async throws -> Reply {
        var headers = headers
        headers["Host", default: "127.0.0.1:\(port)"] += ""
        headers["Content-Length", default: "\(body.utf8.count)"] += ""
        let fields = headers.map { "\($0): \($1)\r\n" }.joined()
        return try await send(["\(method) \(path) HTTP/1.1\r\nConnection: close\r\n\(fields)\r\n\(body)"])
    }

    /// A connection that is cut off in the middle ends the text.
    private static func text(of inbound: NIOAsyncChannelInboundStream<ByteBuffer>) async -> String {
        var all = ByteBuffer()
        do {
            for try await var part in inbound { all.writeBuffer(&part) }
        } catch {}
        return String(buffer: all)
    }
}
