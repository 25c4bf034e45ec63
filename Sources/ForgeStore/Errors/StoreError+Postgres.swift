import ForgeCore

extension StoreError {
    /// What an error of PostgreSQL means for somebody who runs experiments. Errors that are ours already pass through.
    static func translate(_ error: any Error, address: PostgresAddress) -> any Error {
        switch error {
        case let failure as PostgresFailure: translate(failure, address: address)
        case let error as DecodingError: damaged(address, cause: "A stored value cannot be read: \(error)")
        default: error
        }
    }

    static func translate(_ failure: PostgresFailure, address: PostgresAddress) -> StoreError {
        let cause = "PostgreSQL: \(failure.message)" + (failure.state.map { " (\($0))" } ?? "")
        if let state = failure.state, let error = refusal(state, address, cause: cause) { return error }
        if failure.isConnecting || (failure.isLost && failure.state == nil) {
            return failure.isTimeout && !failure.isConnecting
                ? tooSlow(address, cause: cause) : unreachable(address, failure.message, cause: cause)
        }
        return statement(failure, address, cause: cause)
    }

    // MARK: Getting in

    private static func refusal(_ state: String, _ address: PostgresAddress, cause: String) -> StoreError? {
        switch state {
        case "28P01":
            StoreError(
                .permissionDenied, "store.password", "The password for the database \(address) is not accepted.",
                cause: cause,
                remedy: "Correct user and password in DATABASE_URL; write special characters as %XX (@ is %40).")
        case "28000":
            StoreError(
                .permissionDenied, "store.refused", "The server refuses this login to \(address).", cause: cause,
                remedy: "Check the user in DATABASE_URL. A server that wants encryption needs ?sslmode=require; "
                    + "otherwise its pg_hba.conf must allow this host.")
        case "3D000":
            StoreError(
                .notFound, "store.no-database", "There is no database \"\(address.database)\" on \(address.host).",
                cause: cause, remedy: "Make it (createdb \(address.database)), or correct the name in DATABASE_URL.")
        case "53300":
            StoreError(
                .resourceExhausted, "store.connections", "The server of \(address) has no connection left.",
                cause: cause, remedy: "Raise its max_connections, or put a pooler before it.")
        case "57P03", "57P01", "57P02":
            StoreError(
                .unavailable, "store.starting", "The server of \(address) is starting or stopping.", cause: cause,
                remedy: "Try again in a moment.")
        default: nil
        }
    }

    private static func unreachable(_ address: PostgresAddress, _ message: String, cause: String) -> StoreError {
        let text = message.lowercased()
        if ["ssl", "certificate", "tls"].contains(where: text.contains) {
            return StoreError(
                .unavailable, "store.tls", "No encrypted connection to \(address) came about.", cause: cause,
                remedy: "sslmode=require encrypts, verify-full also checks the certificate and needs sslrootcert "
                    + "(sslrootcert=system takes the system's). A server without TLS needs sslmode=disable.")
        }
        if text.contains("translate host name") || text.contains("name or service") {
            return StoreError(
                .unavailable, "store.unknown-host", "The host \(address.host) of the database is not known.",
                cause: cause, remedy: "Check the host in DATABASE_URL and the network's name service.")
        }
        return StoreError(
            .unavailable, "store.unreachable", "The database \(address) cannot be reached.", cause: cause,
            remedy: "Check that PostgreSQL runs there, the host and port in DATABASE_URL, and firewalls. "
                + "What is stored is intact; forge resume continues a run that broke off.")
    }

    // MARK: Working

    private static func statement(_ failure: PostgresFailure, _ address: PostgresAddress, cause: String) -> StoreError {
        switch failure.state ?? "" {
        case "53100", "53200":
            StoreError(
                .resourceExhausted, "store.disk-full", "The database \(address) has no space left.", cause: cause,
                remedy:
                    "Free space there, then `forge resume` the experiment: it continues after the last stored sample.")
        case "25006":
            StoreError(
                .permissionDenied, "store.read-only", "The database \(address) can only be read.", cause: cause,
                remedy: "Point DATABASE_URL to the primary server, not to a replica.")
        case "42501":
            StoreError(
                .permissionDenied, "store.rights", "The database's user may not do this on \(address).", cause: cause,
                remedy: "Let the owner say: GRANT CREATE, USAGE ON SCHEMA public TO \(address.user ?? "the user");")
        case "42P07", "42701", "42710":
            StoreError(
                .conflict, "store.foreign", "The database \(address) has tables of another program.", cause: cause,
                remedy: "Give LLM Forge a database of its own (createdb forge).")
        case "57014": tooSlow(address, cause: cause)
        case "40001", "40P01", "55P03":
            StoreError(
                .unavailable, "store.locked", "Others kept the database \(address) busy for too long.", cause: cause,
                remedy: "Try again.")
        default:
            StoreError(
                .internalFailure, "store.failed", "The database \(address) failed.", cause: cause,
                remedy: "This is a defect of LLM Forge: please report it with this text.")
        }
    }

    private static func tooSlow(_ address: PostgresAddress, cause: String) -> StoreError {
        StoreError(
            .unavailable, "store.timeout", "The database \(address) did not answer in time.", cause: cause,
            remedy: "Look for long transactions (pg_stat_activity) and at the network; then try again.")
    }

    static func closed(_ address: PostgresAddress) -> StoreError {
        StoreError(.internalFailure, "store.closed", "The store \(address) was used after it had been closed.")
    }

    static func allBusy(_ address: PostgresAddress, connections: Int, seconds: Double) -> StoreError {
        StoreError(
            .resourceExhausted, "store.busy",
            "All \(connections) connections to \(address) were busy for \(Int(seconds)) s.",
            remedy: "Look for long statements (pg_stat_activity) and at the network; then try again.")
    }

    static func commitUnknown(_ address: PostgresAddress, cause: String) -> StoreError {
        StoreError(
            .unavailable, "store.commit-unknown",
            "The connection to \(address) broke while a change was being stored; whether it was is not known.",
            cause: cause, remedy: "Look at the experiment when the database is back; forge resume adds what is missing."
        )
    }

    private static func damaged(_ address: PostgresAddress, cause: String) -> StoreError {
        StoreError(
            .internalFailure, "store.corrupt", "The store \(address) holds what cannot be read.", cause: cause,
            remedy: "It was changed by another program, or by another version of LLM Forge.")
    }

    static func newerSchema(_ address: PostgresAddress, unknown: [String]) -> StoreError {
        StoreError(
            .conflict, "store.newer-schema", "The store \(address) was written by a newer LLM Forge.",
            cause: "This version does not know: \(unknown.joined(separator: ", ")).", remedy: "Update LLM Forge.")
    }

    static func encoding(_ address: PostgresAddress, _ encoding: String) -> StoreError {
        StoreError(
            .invalidInput, "store.encoding", "The database \(address) is encoded as \(encoding).",
            cause: "Texts of models need UTF8.", remedy: "Make one with: createdb -E UTF8 -T template0 forge")
    }
}
