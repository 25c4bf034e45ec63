import CPostgres
import ForgeCore
import Foundation

/// Where a PostgreSQL database is, and with which words to get in: a URL as `DATABASE_URL` has it.
///
/// Its description and every error leave out the password.
package struct PostgresAddress: Sendable, CustomStringConvertible {
    /// The connection's settings by libpq's names.
    let options: [String: String]

    private static let schemes = ["postgresql://", "postgres://"]
    private static let secrets = ["password", "sslpassword"]

    /// Whether a text means a PostgreSQL database rather than a file.
    package static func isAddress(_ text: String) -> Bool {
        let text = text.lowercased()
        return schemes.contains(where: text.hasPrefix)
    }

    /// - Throws: invalid input for what is not such a URL.
    package init(_ url: String) throws {
        let url = url.trimmingCharacters(in: .whitespacesAndNewlines)
        guard Self.isAddress(url) else {
            throw StoreError(
                .invalidInput, "store.address", "The database's address is not one of PostgreSQL.",
                remedy: "Write it as postgresql://user:password@host:5432/database?sslmode=require")
        }
        options = try Self.parse(url)
        try checkQuoting()
        guard options["passfile"] != nil || options["host"] != nil || options["dbname"] != nil else {
            throw StoreError(
                .invalidInput, "store.address", "The database's address names neither a host nor a database.",
                remedy: "Write it as postgresql://user:password@host:5432/database?sslmode=require")
        }
    }

    private static func parse(_ url: String) throws -> [String: String] {
        var message: UnsafeMutablePointer<CChar>?
        let parsed = PQconninfoParse(url, &message)
        defer {
            PQconninfoFree(parsed)
            PQfreemem(message)
        }
        guard var option = parsed else {
            throw Self.unreadable(cause: message.map { unquoted(String(cString: $0)) })
        }
        var options: [String: String] = [:]
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { options[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return options
    }

    /// What stands in quotes may be a part of the password, which may hold quotes itself.
    private static func unquoted(_ message: String) -> String {
        let text = message.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let first = text.firstIndex(of: "\""), let last = text.lastIndex(of: "\"") else { return text }
        let rest = first == last ? "" : String(text[text.index(after: last)...])
        return "\(text[..<first])…\(rest)"
    }

    private static func unreadable(cause: String?) -> StoreError {
        StoreError(
            .invalidInput, "store.address", "The database's address cannot be read.", cause: cause,
            remedy: "Write special characters of the password as %XX: @ is %40, : is %3A, / is %2F, # is %23.")
    }

    /// An unescaped `/` or `@` ends a password early: its rest would be taken for a host, a port or a database, which
    /// are shown.
    private func checkQuoting() throws {
        let port = options["port"] ?? ""
        // A socket without a file has a name that begins with @.
        guard !(options["dbname"] ?? "").contains("@"), !(options["host"] ?? "").dropFirst().contains("@"),
            port.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ",") })
        else { throw Self.unreadable(cause: "its host, port or database holds what belongs in a password") }
    }

    /// Settings to connect with: those of the address, and what it leaves open.
    var connectionOptions: [String: String] {
        [
            "application_name": "llm-forge", "client_encoding": "UTF8",
            // A peer that vanished is noticed within a minute, not after two hours.
            "keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3",
            "tcp_user_timeout": "30000",
        ].merging(options) { _, own in own }
    }

    var host: String { options["host"] ?? options["hostaddr"] ?? "the default socket" }
    var user: String? { options["user"] }
    var database: String { options["dbname"] ?? user ?? "the default database" }

    /// The address without secrets.
    package var description: String {
        let port = options["port"].map { ":\($0)" } ?? ""
        let host = options["host"] ?? options["hostaddr"] ?? ""
        let name = host.hasPrefix("/") ? host.replacing("/", with: "%2F") : host
        return "postgresql://\(user.map { "\($0)@" } ?? "")\(name)\(port)/\(options["dbname"] ?? "")"
    }

    /// Leaves the secrets out of a text, wherever they stand in it.
    func redacted(_ text: String) -> String {
        Self.secrets.compactMap { options[$0] }.filter { !$0.isEmpty }
            .reduce(text) { $0.replacingScalars($1, with: "•••") }
    }
}
