import ForgeCore
import ForgeTesting
import Foundation
import Logging
import Testing

@testable import ForgeWeb

@Suite("Audit log")
struct AuditLogTests {
    private let folder: TemporaryFolder
    private var url: URL { folder.file("audit.jsonl") }

    init() throws { folder = try TemporaryFolder() }

    private func log(limit: Int = 1 << 20, kept: Int = 5) -> AuditLog {
        AuditLog(url, limit: limit, kept: kept, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func entry(_ path: String) -> AuditLog.Entry {
        AuditLog.Entry(
            time: Timestamp.now(), who: "anna", role: .admin, method: "POST", path: path, status: 303, outcome: .done,
            from: "127.0.0.1")
    }

    private func paths(_ suffix: String = "") throws -> [String] {
        try String(contentsOf: folder.file("audit.jsonl\(suffix)"), encoding: .utf8).split(separator: "\n")
            .map { try JSON.decode(AuditLog.Entry.self, from: String($0)).path }
    }

    @Test
    func `Lines are added, also by the next process`() throws {
        log().write(entry("/a"))
        let second = log()
        second.write(entry("/b\n{\"forged\": true}"))
        second.write(entry("/" + String(repeating: "x", count: 5000)))
        #expect(try paths().prefix(2) == ["/a", "/b\n{\"forged\": true}"])
        #expect(try paths()[2].count == 300)
    }

    @Test
    func `A full file is put aside, and so many are kept`() throws {
        let log = log(limit: 600, kept: 2)
        for number in 0..<20 { log.write(entry("/\(number)")) }
        let all = try [".2", ".1", ""].flatMap { try paths($0) }
        #expect(all == (20 - all.count..<20).map { "/\($0)" })
        #expect(all.count >= 6 && all.count < 20)
        #expect(!FileManager.default.fileExists(atPath: url.path + ".3"))
        for suffix in ["", ".1", ".2"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: url.path + suffix)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            #expect((attributes[.size] as? Int).map { $0 <= 600 } == true)
        }
    }

    @Test
    func `While a full file cannot be put aside nothing is lost`() throws {
        // Something else has the name of the next file.
        try FileManager.default.createDirectory(at: folder.file("audit.jsonl.1"), withIntermediateDirectories: true)
        let log = log(limit: 300, kept: 1)
        for number in 0..<9 { log.write(entry("/\(number)")) }
        #expect(try paths() == (0..<9).map { "/\($0)" })
    }

    @Test
    func `A file that was open to others is closed to them, and a link is not followed`() throws {
        try Data().write(to: url)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: url.path)
        log().write(entry("/a"))
        #expect(try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int == 0o600)
        try FileManager.default.removeItem(at: url)
        let target = folder.file("target")
        try Data().write(to: target)
        try FileManager.default.createSymbolicLink(at: url, withDestinationURL: target)
        log().write(entry("/a"))
        #expect(try Data(contentsOf: target).isEmpty)
    }
}

@Suite("Request rate")
struct RequestRateTests {
    @Test
    func `A client has its burst, then its rate, and others are not concerned`() {
        var buckets = RequestBuckets(rate: 2)
        let start = ContinuousClock.now
        for _ in 0..<10 { #expect(buckets.take("a", at: start) == nil) }
        #expect(buckets.take("a", at: start) == .seconds(0.5))
        #expect(buckets.take("b", at: start) == nil)
        #expect(buckets.take("a", at: start + .seconds(1)) == nil)
        #expect(buckets.take("a", at: start + .seconds(1)) == nil)
        #expect(buckets.take("a", at: start + .seconds(1)) != nil)
        for _ in 0..<10 { #expect(buckets.take("a", at: start + .seconds(100)) == nil) }
        #expect(buckets.take("a", at: start + .seconds(100)) != nil)
    }

    @Test(arguments: [0.1, 0.19])
    func `However slow the rate is, a request comes through now and then`(_ rate: Double) {
        var buckets = RequestBuckets(rate: rate)
        let start = ContinuousClock.now
        #expect(buckets.take("a", at: start) == nil)
        #expect(buckets.take("a", at: start) != nil)
        #expect(buckets.take("a", at: start + .seconds(11)) == nil)
    }

    @Test
    func `Clients without number do not fill the memory`() {
        var buckets = RequestBuckets(rate: 1)
        let start = ContinuousClock.now
        for number in 0..<30_000 { _ = buckets.take("\(number)", at: start) }
        #expect(buckets.count <= RequestBuckets.remembered)
    }

    @Test
    func `Networks of IPv6 are one client each`() {
        #expect(WebContext.client("2001:db8:1:2::1") == WebContext.client("2001:db8:1:2:ffff::9"))
        #expect(WebContext.client("2001:db8:1:2::1") != WebContext.client("2001:db8:1:3::1"))
        #expect(WebContext.client("::ffff:10.0.0.1") != WebContext.client("::ffff:10.0.0.2"))
        #expect(WebContext.client("10.0.0.1") == "10.0.0.1")
    }

    @Test
    func `Too many requests are refused where there is a token, and nobody is counted where there is none`()
        async throws
    {
        let token = "0123456789abcdef-token"
        var configuration = WebConfiguration(port: 0, token: token)
        configuration.requestsPerSecond = 1
        try await WebFixture().serve(configuration) { server in
            let connection = RawConnection(port: server.port)
            let bearer = ["Authorization": "Bearer \(token)"]
            var statuses: [Int] = []
            for _ in 0..<12 {
                statuses.append(try await connection.request("GET", "/api/v1/queue", headers: bearer).status)
            }
            #expect(statuses.prefix(5) == [200, 200, 200, 200, 200])
            #expect(statuses.contains(429))
            #expect(try await connection.request("GET", "/assets/forge.css", headers: bearer).status == 200)
        }
        configuration.token = nil
        try await WebFixture().serve(configuration) { server in
            let connection = RawConnection(port: server.port)
            for _ in 0..<12 {
                let answer = try await connection.request("GET", "/api/v1/queue")
                #expect(answer.status == 200)
            }
        }
    }
}
