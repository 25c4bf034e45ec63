import ForgeCore
import NIOCore
import Testing

@testable import ForgeWeb

/// Bytes as they come over a socket: what HTTP clients do not send.
@Suite("Bad connections", .serialized, .timeLimit(.minutes(3)))
struct BadConnectionTests {
    private static let impatient = {
        var configuration = WebConfiguration(port: 0)
        configuration.times = ConnectionTimes(
            head: .seconds(2), body: .seconds(2), reading: .seconds(2), lingering: .seconds(1))
        return configuration
    }()

    /// Sends the pieces and afterwards asks for the list, which every server that lives answers.
    private func send(
        _ pieces: [String], pause: Duration = .zero, to configuration: WebConfiguration = WebConfiguration(port: 0)
    ) async throws -> RawConnection.Reply {
        try await WebFixture().serve(configuration) { server in
            let connection = RawConnection(port: server.port)
            let reply = try await connection.send(pieces, pause: pause)
            #expect(try await connection.request("GET", "/api/v1/experiments").status == 200)
            return reply
        }
    }

    @Test(arguments: [
        "\r\n\r\n", "GARBAGE\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nBad Header: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: \(String(repeating: "a", count: 40_000))\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            + String(repeating: "X: y\r\n", count: 500) + "\r\n",
    ])
    func `What is no HTTP is refused and its connection closed`(_ bytes: String) async throws {
        let reply = try await send([bytes], to: Self.impatient)
        #expect(reply.status == 0 || (400..<500).contains(reply.status), "\(reply.text.prefix(200))")
    }

    @Test
    func `A head that does not end is not waited for`() async throws {
        let pieces = ["GET /api/v1/experiments HTTP/1.1\r\n", "Host: 127.0.0.1\r\n"]
        let reply = try await send(
            pieces + Array(repeating: "X-More: y\r\n", count: 100), pause: .milliseconds(100), to: Self.impatient)
        #expect(reply.status == 0)
        #expect(reply.time < .seconds(8))
    }

    @Test
    func `A body that does not end is not waited for`() async throws {
        let head =
            "POST /api/v1/experiments HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            + "Content-Length: 1000\r\n\r\n"
        let reply = try await send(
            [head] + Array(repeating: "{", count: 100), pause: .milliseconds(100), to: Self.impatient)
        #expect(reply.status == 0 || reply.status == 400)
        #expect(reply.time < .seconds(8))
    }

    @Test
    func `A connection that says nothing is closed`() async throws {
        let reply = try await send([], to: Self.impatient)
        #expect(reply.text.isEmpty)
        #expect(reply.time < .seconds(8))
    }

    @Test
    func `A huge body is refused by its announced length, before it is sent`() async throws {
        let head =
            "POST /api/v1/experiments HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            + "Content-Length: 1000000000\r\n\r\n"
        let reply = try await send([head, String(repeating: "x", count: 100_000)], to: Self.impatient)
        #expect(reply.status == 413)
    }

    @Test
    func `A huge body without a length is refused where it becomes too large`() async throws {
        let head =
            "POST /api/v1/experiments HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n"
        let chunk = "20000\r\n\(String(repeating: "x", count: 0x20000))\r\n"
        let reply = try await send([head] + Array(repeating: chunk, count: 40), to: Self.impatient)
        #expect(reply.status == 413)
    }

    @Test(arguments: [
        "/../../../etc/passwd", "/assets/../../../etc/passwd", "/assets/..%2f..%2f..%2fetc%2fpasswd",
        "/assets/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/assets//etc/passwd", "/assets/....//....//etc/passwd",
        "/experiments/..%2f..%2fetc%2fpasswd", "/datasets/..%2f..%2fetc%2fpasswd", "/models/%2fetc%2fpasswd",
        "/assets/forge.css%00.png", "/assets/%5c..%5c..%5cetc%5cpasswd",
    ])
    func `No address leads to a file of the machine`(_ path: String) async throws {
        let reply = try await send(["GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"])
        #expect((400..<500).contains(reply.status), "\(reply.text.prefix(100))")
        #expect(!reply.text.contains("root:"))
    }

    @Test
    func `Two requests sent at once are both answered`() async throws {
        let one = "GET /api/v1/experiments HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        let reply = try await send(["\(one)\r\n\(one)Connection: close\r\n\r\n"])
        #expect(reply.text.split(separator: "HTTP/1.1 200 OK", omittingEmptySubsequences: false).count == 3)
    }
}
