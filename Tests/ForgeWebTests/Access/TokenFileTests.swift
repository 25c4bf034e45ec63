import ForgeCore
import ForgeTesting
import Foundation
import Testing

@testable import ForgeWeb

@Suite("Token files")
struct TokenFileTests {
    private let folder: TemporaryFolder
    private let file: TokenFile

    init() throws {
        folder = try TemporaryFolder()
        file = TokenFile(folder.file("home/tokens"))
    }

    private func expect(
        _ code: String, _ what: String = "", at location: SourceLocation = #_sourceLocation, _ body: () throws -> Void
    ) {
        do {
            try body()
            Issue.record("\(code) was not thrown \(what)", sourceLocation: location)
        } catch {
            let found = (error as? any ForgeError)?.code
            #expect(found == code, "\(what)", sourceLocation: location)
        }
    }

    private func mode(_ url: URL) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int)
    }

    @Test
    func `A token is kept as its hash alone, in a file of its owner alone`() throws {
        let token = try file.add("anna", role: .runner)
        #expect(token.count == 64)
        let text = try String(contentsOf: file.url, encoding: .utf8)
        #expect(text == "anna:runner:\(Digest.sha256(token))\n")
        #expect(try mode(file.url) == 0o600)
        #expect(try file.add("bot", role: .viewer) != token)
        #expect(try file.read().map(\.name) == ["anna", "bot"])
        try file.revoke("anna")
        let left = try file.read()
        #expect(left.map(\.name) == ["bot"] && left.map(\.role) == [.viewer])
        #expect(try mode(file.url) == 0o600)
    }

    @Test
    func `What cannot be is refused with a remedy`() throws {
        _ = try file.add("anna", role: .admin)
        expect("tokens.exists") { _ = try file.add("anna", role: .viewer) }
        expect("tokens.missing") { try file.revoke("nobody") }
        for name in ["", "Anna", "a b", "a:b", "owner", "local", String(repeating: "a", count: 33), "ä"] {
            expect("tokens.name", name) { _ = try file.add(name, role: .viewer) }
        }
    }

    @Test(arguments: [0o640, 0o604, 0o622, 0o777])
    func `A file that others may use is not used`(_ mode: Int) throws {
        _ = try file.add("anna", role: .admin)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.url.path)
        expect("tokens.open") { _ = try file.read() }
        expect("tokens.open") { _ = try file.add("bot", role: .admin) }
    }

    @Test(arguments: [
        "anna", "anna:runner", "anna:king:\(String(repeating: "a", count: 64))",
        "anna:runner:\(String(repeating: "g", count: 64))", "anna:runner:abc",
        "anna:admin:\(String(repeating: "a", count: 64))\nanna:viewer:\(String(repeating: "b", count: 64))",
        "anna:admin:\(String(repeating: "a", count: 64)):x", ":admin:\(String(repeating: "a", count: 64))",
    ])
    func `A line that is no token makes the whole file wrong`(_ text: String) throws {
        try FileManager.default.createDirectory(at: folder.file("home"), withIntermediateDirectories: true)
        try PrivateFile.replace(file.url, by: Data(text.utf8))
        expect("tokens.malformed") { _ = try file.read() }
    }

    @Test
    func `A revoked token ends while the server runs, and a file that is gone lets nobody in`() throws {
        let token = try file.add("anna", role: .runner)
        var configuration = WebConfiguration(port: 0)
        configuration.tokenFile = file.url
        let shelf = TokenShelf(configuration)
        let start = ContinuousClock.now
        let ring = try #require(shelf.ring(at: start))
        #expect(ring.token(presenting: token)?.identity == Identity(name: "anna", role: .runner))
        #expect(ring.token(presenting: token + "0") == nil)
        _ = try file.add("bot", role: .viewer)
        try file.revoke("anna")
        let later = try #require(shelf.ring(at: start + .seconds(2)))
        #expect(later.token(presenting: token) == nil && later.tokens.map(\.identity.name) == ["bot"])
        try FileManager.default.removeItem(at: file.url)
        #expect(shelf.ring(at: start + .seconds(4))?.tokens.isEmpty == true)
        // One that nobody can trust any more neither.
        _ = try file.add("bot", role: .viewer)
        try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: file.url.path)
        #expect(shelf.ring(at: start + .seconds(6))?.tokens.isEmpty == true)
    }

    @Test
    func `A file that is gone before the first request lets nobody in`() throws {
        _ = try file.add("anna", role: .runner)
        var configuration = WebConfiguration(port: 0)
        configuration.tokenFile = file.url
        let shelf = TokenShelf(configuration)
        try FileManager.default.removeItem(at: file.url)
        let later = ContinuousClock.now + .seconds(2)
        #expect(shelf.ring(at: later)?.tokens.isEmpty == true)
    }

    @Test
    func `Without tokens everybody is let in until there is one`() throws {
        var configuration = WebConfiguration(port: 0)
        configuration.tokenFile = file.url
        let shelf = TokenShelf(configuration)
        let start = ContinuousClock.now
        #expect(shelf.ring(at: start) == nil)
        _ = try file.add("anna", role: .viewer)
        #expect(shelf.ring(at: start + .seconds(2))?.tokens.count == 1)
    }

    @Test
    func `A login is worth nothing with another token, at another time or at another server`() throws {
        _ = try file.add("anna", role: .runner)
        _ = try file.add("bot", role: .admin)
        var configuration = WebConfiguration(port: 0)
        configuration.tokenFile = file.url
        let ring = try #require(TokenShelf(configuration).ring), now = Date()
        let session = ring.tokens[0].session(until: now + 60)
        #expect(ring.identity(session: session, at: now)?.name == "anna")
        #expect(ring.identity(session: session, at: now + 61) == nil)
        #expect(ring.identity(session: session.replacing("anna", with: "bot"), at: now) == nil)
        #expect(TokenShelf(configuration).ring?.identity(session: session, at: now) == nil)
        try file.revoke("anna")
        #expect(TokenRing(tokens: [ring.tokens[1]]).identity(session: session, at: now) == nil)
    }
}
