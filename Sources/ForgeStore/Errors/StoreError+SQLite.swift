import ForgeCore
import Foundation
import GRDB

extension StoreError {
    /// What an error of SQLite means for somebody who runs experiments.
    ///
    /// Errors that are ours already, and cancellation, pass through.
    static func translate(_ error: any Error, path: String) -> any Error {
        switch error {
        case let error as DatabaseError: translate(error, path: path)
        case let error as DecodingError: corrupt(path, cause: "A stored value cannot be read: \(error)")
        // It quotes the whole row, which may hold long texts; what is wrong stands first.
        case let error as RowDecodingError:
            corrupt(path, cause: "A stored value cannot be read: \("\(error)".prefix(200))")
        default: error
        }
    }

    private static func translate(_ error: DatabaseError, path: String) -> StoreError {
        let cause = "SQLite: \(error.message ?? error.resultCode.description) (\(error.extendedResultCode.rawValue))"
        if error.extendedResultCode == .SQLITE_IOERR_SHMSIZE { return full(path, cause: cause) }
        return switch error.resultCode {
        case .SQLITE_FULL: full(path, cause: cause)
        case .SQLITE_BUSY, .SQLITE_LOCKED: locked(path, cause: cause)
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: readOnly(path, cause: cause)
        case .SQLITE_CANTOPEN: cannotOpen(path, cause: cause)
        case .SQLITE_NOTADB: notADatabase(path)
        case .SQLITE_CORRUPT: corrupt(path, cause: cause)
        case .SQLITE_IOERR: unreachable(path, cause: cause)
        case .SQLITE_MISUSE: closed(path)
        default:
            StoreError(
                .internalFailure, "store.failed", "The store at \(path) failed.", cause: cause,
                remedy: "This is a defect of LLM Forge: please report it with this text.")
        }
    }

    static func full(_ path: String, cause: String) -> StoreError {
        StoreError(
            .resourceExhausted, "store.disk-full", "The disk that holds \(path) is full.",
            cause: cause + ". The sample in hand was not stored; everything stored before is intact.",
            remedy: "Free space, then `forge resume` the experiment: it continues after the last stored sample.")
    }

    static func locked(_ path: String, cause: String) -> StoreError {
        StoreError(
            .unavailable, "store.locked",
            "Another process keeps the store at \(path) locked.", cause: cause,
            remedy: "End the process that writes to it (a backup, a database browser), then try again.")
    }

    static func readOnly(_ path: String, cause: String) -> StoreError {
        StoreError(
            .permissionDenied, "store.read-only", "The store at \(path) cannot be written.", cause: cause,
            remedy: "Make the file and its folder writable, or set FORGE_HOME to a folder that is.")
    }

    static func notADatabase(_ path: String) -> StoreError {
        StoreError(
            .invalidInput, "store.not-a-database", "\(path) is not an SQLite database.",
            cause: "Its first bytes are not SQLite's.", remedy: "Move the file away, or set FORGE_HOME elsewhere.")
    }

    static func foreign(_ path: String) -> StoreError {
        StoreError(
            .invalidInput, "store.foreign", "\(path) is the database of another program.",
            cause: "It does not carry LLM Forge's application id.",
            remedy: "Move the file away, or set FORGE_HOME elsewhere.")
    }

    static func corrupt(_ path: String, cause: String) -> StoreError {
        StoreError(
            .internalFailure, "store.corrupt", "The store at \(path) is damaged.", cause: cause,
            remedy: "Copy the file, then save what can be read: sqlite3 \(path) .recover | sqlite3 recovered.sqlite")
    }

    static func missing(_ path: String) -> StoreError {
        StoreError(
            .notFound, "store.missing", "There is no store at \(path).",
            remedy: "`forge run` makes one; or point FORGE_HOME to the folder that has it.")
    }

    static func gone(_ path: String) -> StoreError {
        StoreError(
            .unavailable, "store.gone", "The store's file \(path) is no longer there.",
            cause: "It was moved or deleted while the program was using it; what is written now will be lost.",
            remedy: "Stop the program, put the file back, and start again.")
    }

    static func newerSchema(_ path: String, unknown: [String]) -> StoreError {
        StoreError(
            .conflict, "store.newer-schema", "The store at \(path) was written by a newer LLM Forge.",
            cause: "This version does not know: \(unknown.joined(separator: ", ")).",
            remedy: "Update LLM Forge, or set FORGE_HOME to another folder.")
    }

    static func olderSchema(_ path: String) -> StoreError {
        StoreError(
            .conflict, "store.older-schema", "The store at \(path) was written by an older LLM Forge.",
            cause: "It was opened for reading only, so it cannot be brought up to date.",
            remedy: "Open it once for writing (any `forge run` or `forge resume`).")
    }

    private static func cannotOpen(_ path: String, cause: String) -> StoreError {
        StoreError(
            .unavailable, "store.cannot-open", "The store at \(path) cannot be opened.", cause: cause,
            remedy: "Check that the folder exists and is writable and that the path is not a folder.")
    }

    private static func unreachable(_ path: String, cause: String) -> StoreError {
        StoreError(
            .unavailable, "store.io", "The disk that holds \(path) reported an error.", cause: cause,
            remedy: "Check the disk and its connection; SQLite does not work reliably on network drives.")
    }

    private static func closed(_ path: String) -> StoreError {
        StoreError(.internalFailure, "store.closed", "The store at \(path) was used after it had been closed.")
    }
}
