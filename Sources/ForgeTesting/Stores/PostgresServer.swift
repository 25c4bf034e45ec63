import Foundation
import Synchronization

/// A PostgreSQL server of the tests' own, in a temporary folder, on a free port of this machine. It ends with the process
/// that started it, even when that one is killed.
package final class PostgresServer: Sendable {
    package static let user = "forge"
    /// With characters that a URL has to escape.
    package static let password = "p@ss:w/rd#1"
    package let port: Int
    private let folder: URL
    private let watchdog: Process
    private let leash: Pipe
    private let schemas = Atomic(0)

    /// Why there is none; nil where PostgreSQL is installed.
    package static let obstacle: String? =
        binaries == nil ? "PostgreSQL's server is not installed (Debian: postgresql, Homebrew: postgresql@15)" : nil
    package static var isInstalled: Bool { obstacle == nil }

    private static let sharedServer = Result { try PostgresServer() }
    /// One for the whole process.
    package static var shared: PostgresServer {
        get throws { try sharedServer.get() }
    }

    /// The folder with initdb and postgres.
    private static let binaries: URL? = {
        let files = FileManager.default
        let debian = (try? files.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let folders =
            debian.sorted { ($0 as NSString).integerValue > ($1 as NSString).integerValue }
            .map { "/usr/lib/postgresql/\($0)/bin" }
            + ["/opt/homebrew/opt/postgresql@15/bin", "/usr/local/opt/postgresql@15/bin"]
            + (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return folders.first { folder in
            ["initdb", "postgres"].allSatisfy { files.isExecutableFile(atPath: "\(folder)/\($0)") }
        }.map { URL(filePath: $0, directoryHint: .isDirectory) }
    }()

    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    /// Blocks for some seconds while the server is made.
    package init() throws {
        guard let binaries = Self.binaries else { throw Failure(description: Self.obstacle ?? "not installed") }
        folder = FileManager.default.temporaryDirectory.appending(
            path: "forge-postgres-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        port = try Self.freePort()
        leash = Pipe()
        watchdog = Process()
        try Self.makeCluster(in: folder, binaries: binaries)
        try start(binaries)
    }

    deinit {
        try? leash.fileHandleForWriting.close()
        watchdog.waitUntilExit()
    }

    // MARK: Addresses

    /// - Parameter schema: searched for tables in place of `public`.
    package func url(
        database: String = "postgres", user: String = PostgresServer.user, password: String = PostgresServer.password,
        schema: String? = nil, options: String = "sslmode=prefer"
    ) -> String {
        let secret = password.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let path = schema.map { "&options=-csearch_path%3D\($0)" } ?? ""
        return "postgresql://\(user):\(secret)@127.0.0.1:\(port)/\(database)?\(options)\(path)"
    }

    /// Of an empty schema that nobody else has.
    package func freshURL() -> String {
        url(schema: "fresh_\(schemas.add(1, ordering: .relaxed).newValue)")
    }

    // MARK: Faults

    /// Runs SQL with `psql` as the superuser.
    @discardableResult
    package func sql(_ text: String) throws -> String {
        guard let binaries = Self.binaries else { throw Failure(description: "not installed") }
        return try Self.run(
            [binaries.appending(path: "psql").path, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", text, url()])
    }

    /// Cuts every connection but that of the caller.
    package func cutConnections() throws {
        try sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND "
                + "backend_type = 'client backend'")
    }

    /// Kills the server without any farewell; it starts again by itself and recovers.
    package func crash() throws {
        let file = folder.appending(path: "data/postmaster.pid")
        let text = try String(contentsOf: file, encoding: .utf8)
        guard let line = text.split(separator: "\n").first, let pid = pid_t(line) else {
            throw Failure(description: "the server does not run")
        }
        // An immediate shutdown: as after a power cut, but without children that live on.
        guard kill(pid, SIGQUIT) == 0 else { throw Failure(description: "the server cannot be stopped") }
    }

    // MARK: Making

    private static func makeCluster(in folder: URL, binaries: URL) throws {
        let secret = folder.appending(path: "password")
        try Data(password.utf8).write(to: secret)
        if let owner { try FileManager.default.setAttributes([.ownerAccountID: owner.id], ofItemAtPath: folder.path) }
        try run(
            prefix + [
                binaries.appending(path: "initdb").path, "-D", folder.appending(path: "data").path, "-U", user,
                "-A", "scram-sha-256", "--pwfile", secret.path, "-E", "UTF8", "--locale=C", "--no-sync",
            ])
        try makeCertificate(in: folder)
    }

    /// Signed by itself; without openssl the server has no TLS.
    private static func makeCertificate(in folder: URL) throws {
        let key = folder.appending(path: "data/server.key").path
        let made = try? run(
            prefix + [
                "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                "-keyout", key, "-out", folder.appending(path: "data/server.crt").path,
            ])
        if made == nil { try? FileManager.default.removeItem(atPath: key) }
    }

    package var hasTLS: Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: "data/server.crt").path)
    }

    private func start(_ binaries: URL) throws {
        let settings = [
            "listen_addresses=127.0.0.1", "port=\(port)", "unix_socket_directories=", "max_connections=400",
            "shared_buffers=64MB", "fsync=off", "full_page_writes=off", "jit=off", "log_min_messages=fatal",
            "ssl=\(hasTLS ? "on" : "off")",
        ]
        let server =
            Self.prefix + [binaries.appending(path: "postgres").path, "-D", folder.appending(path: "data").path]
            + settings.flatMap { ["-c", $0] }
        watchdog.executableURL = URL(filePath: "/bin/sh")
        // Reads until the other end is closed, which the system does for a process that ends in whatever way.
        watchdog.arguments =
            [
                "-c",
                """
                folder=$1; shift
                (while [ -d "$folder/data" ] && [ ! -e "$folder/stop" ]; do "$@" >>"$folder/log" 2>&1; sleep 0.2; done) &
                while read -r line; do :; done
                : >"$folder/stop"
                kill -QUIT "$(head -n 1 "$folder/data/postmaster.pid")"
                # Not `wait`: it never returns where the process that started this one blocks SIGCHLD.
                for i in 1 2 3 4 5 6 7 8 9 10; do [ -e "$folder/data/postmaster.pid" ] && sleep 0.3; done
                rm -rf "$folder"
                """, "sh", folder.path,
            ] + server
        watchdog.standardInput = leash
        watchdog.standardError = FileHandle.nullDevice
        try watchdog.run()
        try waitUntilReady()
        try sql("DO $$ BEGIN FOR i IN 1..1500 LOOP EXECUTE 'CREATE SCHEMA fresh_' || i; END LOOP; END $$")
    }

    private func waitUntilReady() throws {
        for _ in 0..<150 {
            if (try? sql("SELECT 1")) != nil { return }
            Thread.sleep(forTimeInterval: 0.2)
        }
        let log = (try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)) ?? ""
        throw Failure(description: "PostgreSQL did not start: \(log.suffix(2000))")
    }

    /// PostgreSQL refuses to run as root.
    private static let owner: (name: String, id: Int)? = {
        guard geteuid() == 0 else { return nil }
        return ["postgres", "nobody"].lazy.compactMap { name in
            getpwnam(name).map { (name: name, id: Int($0.pointee.pw_uid)) }
        }.first
    }()

    private static var prefix: [String] {
        owner.map { ["setpriv", "--reuid=\($0.name)", "--regid=nogroup", "--clear-groups", "--"] } ?? []
    }

    @discardableResult
    private static func run(_ arguments: [String]) throws -> String {
        let (process, output) = (Process(), Pipe())
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        // A folder that the other user can be in.
        process.currentDirectoryURL = FileManager.default.temporaryDirectory
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "\(arguments.joined(separator: " ")): \(text)")
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func freePort() throws -> Int {
        #if os(Linux)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard isBound else { throw Failure(description: "no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
