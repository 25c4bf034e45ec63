import CPostgres
import Foundation

/// One connection, used by one thread at a time: libpq's non-blocking calls with a time limit on each wait.
///
/// Every statement is an unnamed one with bound parameters, sent in pipeline mode: nothing stays behind in the session,
/// so that a pooler may give it to somebody else after every transaction.
///
/// A class because it is one thing in the outside world; not Sendable because a `PGconn` is not.
final class PostgresConnection {
    private let connection: OpaquePointer
    private let address: PostgresAddress
    /// Seconds that a statement may take.
    var patience: Double
    private(set) var isLost = false

    /// - Throws: `PostgresFailure`.
    init(to address: PostgresAddress, connectTimeout: Double, patience: Double) throws {
        self.address = address
        self.patience = patience
        guard let connection = Self.start(address.connectionOptions) else {
            throw PostgresFailure(state: nil, message: "out of memory", isLost: true, isConnecting: true)
        }
        self.connection = connection
        // With the code of a refusal in its text: there is no other way to learn it while connecting.
        PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
        let deadline = Deadline(seconds: connectTimeout)
        try finishConnecting(deadline)
        PQsetErrorVerbosity(connection, PQERRORS_DEFAULT)
        guard PQsetnonblocking(connection, 1) == 0, PQenterPipelineMode(connection) == 1 else { throw lost() }
    }

    deinit { PQfinish(connection) }

    private static func start(_ options: [String: String]) -> OpaquePointer? {
        let options = Array(options)
        return withCStrings(options.map { $0.key }) { names in
            withCStrings(options.map { $0.value }) { values in PQconnectStartParams(names, values, 0) }
        }
    }

    private func finishConnecting(_ deadline: Deadline) throws {
        guard PQstatus(connection) != CONNECTION_BAD else { throw refused() }
        // A host name may stand for several addresses, so the socket can change between two waits.
        var step = PGRES_POLLING_WRITING
        while step != PGRES_POLLING_OK {
            let events = step == PGRES_POLLING_READING ? POLLIN : POLLOUT
            guard try wait(for: Int16(events), until: deadline) else {
                throw PostgresFailure(
                    state: nil, message: "no answer within \(Int(deadline.seconds)) s", isLost: true,
                    isConnecting: true)
            }
            step = PQconnectPoll(connection)
            if step == PGRES_POLLING_FAILED { throw refused() }
        }
    }

    // MARK: Statements

    /// Runs statements one after the other in one round trip. Without `BEGIN` they are a transaction of their own.
    ///
    /// - Returns: the result of each.
    /// - Throws: the `PostgresFailure` of the first that failed; those after it did not run.
    func run(_ statements: [BoundSQL]) throws -> [PostgresRows] {
        guard !isLost else { throw lost() }
        let deadline = Deadline(seconds: patience)
        for statement in statements { try send(statement) }
        guard PQpipelineSync(connection) == 1 else { throw lost() }
        try flush(deadline)
        return try collect(deadline)
    }

    func run(_ statement: BoundSQL) throws -> PostgresRows {
        guard let rows = try run([statement]).first else { throw lost() }
        return rows
    }

    private func send(_ statement: BoundSQL) throws {
        let (text, values) = statement.rendered
        let types = values.map { Oid($0.type) }
        let sent = withCStrings(values.map(\.text)) { parameters in
            PQsendQueryParams(connection, text, Int32(values.count), types, parameters, nil, nil, 0)
        }
        guard sent == 1 else { throw lost() }
    }

    /// Runs a text of several statements without parameters, such as a migration, within the open transaction.
    func script(_ text: String) throws {
        guard !isLost, PQexitPipelineMode(connection) == 1 else { throw lost() }
        let deadline = Deadline(seconds: patience)
        guard PQsendQuery(connection, text) == 1 else { throw lost() }
        try flush(deadline)
        var failure: PostgresFailure?
        while let result = try next(deadline) {
            defer { PQclear(result) }
            failure = failure ?? self.failure(in: result)
        }
        guard PQenterPipelineMode(connection) == 1 else { throw lost() }
        if let failure { throw failure }
    }

    private func collect(_ deadline: Deadline) throws -> [PostgresRows] {
        var (results, failure): ([PostgresRows], PostgresFailure?) = ([], nil)
        var ended = 0
        while true {
            guard let result = try next(deadline) else {
                // One ends every statement's results; two in a row mean that the connection is gone.
                ended += 1
                if ended > 1 || PQstatus(connection) == CONNECTION_BAD { throw failure ?? lost() }
                continue
            }
            ended = 0
            let rows = PostgresRows(taking: result)
            switch PQresultStatus(result) {
            case PGRES_PIPELINE_SYNC:
                if let failure { throw failure }
                return results
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK: results.append(rows)
            case PGRES_PIPELINE_ABORTED: continue
            default:
                failure = failure ?? self.failure(in: result)
                if failure?.isLost == true || PQstatus(connection) == CONNECTION_BAD {
                    isLost = true
                    throw failure ?? lost()
                }
            }
        }
    }

    // MARK: Waiting

    private func flush(_ deadline: Deadline) throws {
        while true {
            switch PQflush(connection) {
            case 0: return
            case 1:
                guard try wait(for: Int16(POLLIN | POLLOUT), until: deadline) else { throw tooSlow() }
                guard PQconsumeInput(connection) == 1 else { throw lost() }
            default: throw lost()
            }
        }
    }

    private func next(_ deadline: Deadline) throws -> OpaquePointer? {
        while PQisBusy(connection) == 1 {
            guard try wait(for: Int16(POLLIN), until: deadline) else { throw tooSlow() }
            guard PQconsumeInput(connection) == 1 else { throw lost() }
        }
        return PQgetResult(connection)
    }

    /// - Returns: false when the deadline passed.
    private func wait(for events: Int16, until deadline: Deadline) throws -> Bool {
        let socket = PQsocket(connection)
        guard socket >= 0 else { throw lost() }
        var descriptor = pollfd(fd: socket, events: events, revents: 0)
        while true {
            let ready = poll(&descriptor, 1, deadline.milliseconds)
            if ready > 0 { return true }
            if ready == 0 { return false }
            guard errno == EINTR else { throw lost() }
        }
    }

    /// Asks the server to stop what it does, and gives the connection up: its answer may still be under way.
    private func tooSlow() -> PostgresFailure {
        if let cancel = PQgetCancel(connection) {
            var message = [CChar](repeating: 0, count: 256)
            PQcancel(cancel, &message, Int32(message.count))
            PQfreeCancel(cancel)
        }
        isLost = true
        return PostgresFailure(
            state: nil, message: "no answer within \(Int(patience)) s", isLost: true, isTimeout: true)
    }

    // MARK: Failures

    private func lost() -> PostgresFailure {
        isLost = true
        return PostgresFailure(state: nil, message: message, isLost: true)
    }

    private func refused() -> PostgresFailure {
        let (text, pattern) = (message, /(?:FATAL|ERROR|PANIC):\s+([0-9A-Z]{5}):/)
        let state = text.firstMatch(of: pattern).map { String($0.1) }
        return PostgresFailure(state: state, message: text, isLost: true, isConnecting: true)
    }

    private var message: String {
        let lines = String(cString: PQerrorMessage(connection)).split(whereSeparator: \.isNewline)
        // Where in the server's source it happened.
        let telling = lines.filter { !$0.hasPrefix("LOCATION:") }.map { $0.trimmingCharacters(in: .whitespaces) }
        return telling.isEmpty ? "the connection was closed" : address.redacted(telling.joined(separator: " "))
    }

    private func failure(in result: OpaquePointer) -> PostgresFailure? {
        let status = PQresultStatus(result)
        guard status != PGRES_COMMAND_OK, status != PGRES_TUPLES_OK, status != PGRES_EMPTY_QUERY else { return nil }
        func field(_ letter: Unicode.Scalar) -> String? {
            PQresultErrorField(result, Int32(letter.value)).map { String(cString: $0) }
        }
        // The fields of libpq-fe.h: state, severity, message, detail.
        let (state, severity) = (field("C"), field("V"))
        let parts = [field("M"), field("D")].compactMap(\.self)
        let isFatal = severity == "FATAL" || severity == "PANIC" || state == nil
        if isFatal { isLost = true }
        return PostgresFailure(
            state: state, message: parts.isEmpty ? message : address.redacted(parts.joined(separator: ". ")),
            isLost: isFatal)
    }
}

/// The moment when waiting ends.
private struct Deadline {
    let seconds: Double
    private let end: ContinuousClock.Instant

    init(seconds: Double) {
        self.seconds = seconds
        end = .now + .seconds(seconds)
    }

    /// What is left, for `poll`.
    var milliseconds: Int32 {
        let left = (end - .now) / .milliseconds(1)
        return Int32(max(0, min(left.rounded(.up), Double(Int32.max))))
    }
}

/// Lends texts as a null-terminated array of C strings; nil stands for a null pointer, so only the array's count tells
/// its end where there are any.
private func withCStrings<Result>(
    _ texts: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
) -> Result {
    var copies = texts.map { $0.map { UnsafePointer(strdup($0)) } ?? nil }
    copies.append(nil)
    defer { for copy in copies { free(UnsafeMutablePointer(mutating: copy)) } }
    return body(copies)
}
