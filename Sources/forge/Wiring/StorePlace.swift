import ForgeCore
import ForgeStore
import Foundation

/// Where results are kept: a file of SQLite, or a PostgreSQL database when `DATABASE_URL` names one.
enum StorePlace: CustomStringConvertible {
    case file(URL)
    case database(PostgresAddress)

    /// What this installation uses.
    ///
    /// - Throws: invalid input for a `DATABASE_URL` that is no address of PostgreSQL.
    init(home: ForgeHome, environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        if let url = environment["DATABASE_URL"], !url.trimmingCharacters(in: .whitespaces).isEmpty {
            self = .database(try PostgresAddress(url))
        } else {
            self = .file(home.database)
        }
    }

    /// An address of PostgreSQL, or else the path of a file.
    init(_ text: String) throws {
        self = PostgresAddress.isAddress(text) ? .database(try PostgresAddress(text)) : .file(URL(filePath: text))
    }

    /// Without secrets.
    var description: String {
        switch self {
        case .file(let file): file.path
        case .database(let address): address.description
        }
    }

    /// - Parameter readsOnly: for commands that write nothing, so that they also work where nothing can be written.
    func open(readsOnly: Bool = false) async throws -> any MaintainableStore {
        switch self {
        case .database(let address): return try await PostgresStore.open(address)
        case .file(let file):
            do {
                return try await SQLiteStore.open(at: file)
            } catch let error as any ForgeError
                where readsOnly && error.kind == .permissionDenied && FileManager.default.fileExists(atPath: file.path)
            {
                return try await SQLiteStore.open(at: file, readOnly: true)
            }
        }
    }

    /// Opens it for looking only: nothing is changed, not even an old schema.
    ///
    /// - Parameter isCurrent: false where an older version's file is as good.
    func openAsItIs(isCurrent: Bool = true) async throws -> any MaintainableStore {
        switch self {
        case .file(let file): try await SQLiteStore.open(at: file, readOnly: true, isCurrent: isCurrent)
        case .database(let address): try await PostgresStore.open(address, isMigrating: false)
        }
    }

    /// Which steps of the schema's history are there; nothing is changed.
    func schema() async throws -> SchemaState {
        switch self {
        case .file(let file): try await SQLiteStore.schema(at: file)
        case .database(let address): try await PostgresStore.schema(at: address)
        }
    }
}
