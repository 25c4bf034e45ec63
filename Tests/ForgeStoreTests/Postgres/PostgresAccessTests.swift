import ForgeCore
import ForgeStore
import ForgeTesting
import Foundation
import Testing

/// Where PostgreSQL is not installed this suite says so for all the others.
@Suite(.enabled(if: PostgresServer.isInstalled, "\(PostgresServer.obstacle ?? "")"))
struct `Getting into PostgreSQL` {
    private func expectRefusal(
        _ code: String, _ url: String, mentioning words: [String] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        do {
            let store = try await TemporaryStore.postgres(url)
            try await store.close()
            Issue.record("expected \(code), but it opened", sourceLocation: sourceLocation)
        } catch let error as StoreError {
            #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
            #expect(error.remedy != nil, sourceLocation: sourceLocation)
            for word in words { #expect(error.description.contains(word), "\(error)", sourceLocation: sourceLocation) }
            for secret in [PostgresServer.password, "p%40ss", "w/rd", "not-it"] {
                #expect(!error.description.contains(secret), "\(error)", sourceLocation: sourceLocation)
            }
        } catch {
            Issue.record("expected \(code), got \(error)", sourceLocation: sourceLocation)
        }
    }

    @Test func `A wrong password, an unknown user and a database that is not there are told apart`() async throws {
        let server = try PostgresServer.shared
        await expectRefusal("store.password", server.url(password: "not-it"), mentioning: ["forge@127.0.0.1"])
        await expectRefusal("store.password", server.url(user: "nobody"))
        await expectRefusal("store.no-database", server.url(database: "none"), mentioning: ["createdb none"])
    }

    @Test func `A host that is not known or not there says so within a minute`() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        await expectRefusal(
            "store.unreachable", "postgresql://forge:not-it@127.0.0.1:9/forge", mentioning: ["127.0.0.1:9"])
        await expectRefusal("store.unknown-host", "postgres://forge:not-it@no-such-host.invalid/forge")
        #expect(clock.now - start < .seconds(60))
    }

    @Test func `Encryption works where the server has it, and a certificate that nobody signed is refused`()
        async throws
    {
        let server = try PostgresServer.shared
        try #require(server.hasTLS)
        try await TemporaryStore.postgres(server.url(options: "sslmode=require")).close()
        await expectRefusal("store.tls", server.url(options: "sslmode=verify-full&sslrootcert=/dev/null"))
    }

    @Test(arguments: [
        "postgresql://u:not-it@[::1/d", "postgresql://u:not-it@/x@y:/z%zz", "postgresql://", "mysql://u:not-it@h/d",
        "postgresql://u:not-it@host/d?sslmood=on", "postgresql://u:x/not-it@h/d", "postgresql://u:12/not-it@h/d",
        "postgresql://u:x@not-it@h", "postgresql://u:x@not-it,@h/d", "postgresql://u:a\"not-it%@h",
        "postgresql://u:a\"b\"not-it%@h/d",
    ])
    func `An address that cannot be read is refused without its password`(url: String) {
        do {
            _ = try PostgresAddress(url)
            Issue.record("\(url) was accepted")
        } catch let error as StoreError {
            #expect(error.code == "store.address" && error.remedy != nil)
            #expect(!error.description.contains("not-it"), "\(error)")
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test func `The address shows all but the password`() throws {
        let address = try PostgresAddress("postgres://ann:s3cr%40t@db.example.org:5433/forge?sslmode=require")
        #expect(address.description == "postgresql://ann@db.example.org:5433/forge")
        #expect(!"\(address)".contains("s3cr"))
        #expect(PostgresAddress.isAddress("POSTGRES://x") && !PostgresAddress.isAddress("/tmp/forge.sqlite"))
    }

    @Test func `A user without rights is told what to ask for`() async throws {
        let server = try PostgresServer.shared
        try server.sql("CREATE ROLE guest LOGIN PASSWORD 'guest-word'")
        let url = server.url(user: "guest", password: "guest-word")
        await expectRefusal("store.rights", url, mentioning: ["GRANT CREATE"])
    }

    @Test func `A schema with another program's tables is left alone`() async throws {
        let server = try PostgresServer.shared
        let url = server.freshURL()
        let schema = try #require(url.split(separator: "%3D").last)
        try server.sql("CREATE TABLE \(schema).experiments (mine TEXT)")
        await expectRefusal("store.foreign", url)
        #expect(try server.sql("SELECT COUNT(*) FROM pg_tables WHERE schemaname = '\(schema)'") == "1")
    }
}
