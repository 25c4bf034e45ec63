import ForgeCore
import Foundation
import GRDB

// MARK: - Files and SQLite

extension RetrievalError {
    /// What an error of SQLite means for somebody with a knowledge base; errors that are ours pass through.
    static func translate(_ error: any Error, path: String) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        let cause = "SQLite: \(error.message ?? error.resultCode.description) (\(error.extendedResultCode.rawValue))"
        // The shared-memory file of the log could not grow.
        if error.extendedResultCode == .SQLITE_IOERR_SHMSIZE { return full(path, cause: cause) }
        return switch error.resultCode {
        case .SQLITE_FULL: full(path, cause: cause)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            RetrievalError(
                .unavailable, "knowledge.locked", "Another process keeps \(path) locked.", cause: cause,
                remedy: "End what reads or writes it (a backup, a database browser), then try again.")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: notWritable(path, cause: cause)
        case .SQLITE_NOTADB, .SQLITE_CORRUPT: damaged(path, cause: cause)
        case .SQLITE_CANTOPEN, .SQLITE_IOERR: unreachable(path, cause: cause)
        case .SQLITE_INTERRUPT, .SQLITE_ABORT: CancellationError()
        default:
            RetrievalError(
                .internalFailure, "knowledge.failed", "\(path) failed.", cause: cause,
                remedy: "This is a defect of LLM Forge: please report it with this text.")
        }
    }

    static let missingFile = "knowledge.no-file"

    /// What a failed system call means.
    static func system(_ number: Int32, path: String) -> RetrievalError {
        let cause = String(cString: strerror(number))
        return switch number {
        case ENOSPC, EDQUOT: full(path, cause: cause)
        case EACCES, EPERM, EROFS: notWritable(path, cause: cause)
        case ENOENT, ENOTDIR:
            RetrievalError(
                .notFound, missingFile, "There is no file \(path).", cause: cause,
                remedy: "Check the path; relative ones begin at the current directory.")
        case ENOMEM, EMFILE, ENFILE:
            RetrievalError(.resourceExhausted, "knowledge.resources", "\(path) cannot be opened.", cause: cause)
        default: unreachable(path, cause: cause)
        }
    }

    static func full(_ path: String, cause: String) -> RetrievalError {
        RetrievalError(
            .resourceExhausted, "knowledge.disk-full", "The disk that holds \(path) is full.",
            cause: cause + ". The batch in hand was not stored; everything stored before is intact.",
            remedy: "Free space, then run the same ingest again: it continues where it stopped.")
    }

    static func notWritable(_ path: String, cause: String) -> RetrievalError {
        RetrievalError(
            .permissionDenied, "knowledge.read-only", "\(path) cannot be read or written.", cause: cause,
            remedy: "Check the permissions of the file and its folder, or set FORGE_HOME elsewhere.")
    }

    static let damagedFile = "knowledge.damaged"

    static func damaged(_ path: String, cause: String) -> RetrievalError {
        RetrievalError(
            .internalFailure, damagedFile, "\(path) is damaged.", cause: cause,
            remedy: "Delete the knowledge base and ingest its documents again.")
    }

    static func unreachable(_ path: String, cause: String) -> RetrievalError {
        RetrievalError(
            .unavailable, "knowledge.io", "\(path) cannot be used.", cause: cause,
            remedy: "Check that it exists, and the disk it lies on.")
    }

    static func newerSchema(_ path: String, unknown: [String]) -> RetrievalError {
        RetrievalError(
            .conflict, "knowledge.newer", "\(path) was written by a newer LLM Forge.",
            cause: "This version does not know: \(unknown.joined(separator: ", ")).", remedy: "Update LLM Forge.")
    }
}
