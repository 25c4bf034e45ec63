import ForgeCore
import Foundation

/// Why one attempt at a request failed.
enum HubFailure: Error {
    /// Trying again may help; `after` is what the server asked for, in seconds.
    case transient(CatalogueError, after: Double?)
    /// The connection broke after this attempt had received something.
    case interrupted(CatalogueError)

    var error: CatalogueError {
        switch self {
        case .transient(let error, _), .interrupted(let error): error
        }
    }
}

extension CatalogueError {
    static func offline(_ what: String) -> CatalogueError {
        CatalogueError(
            .unavailable, "hub.offline", "`\(what)` is not in the cache, and HF_HUB_OFFLINE forbids to fetch it.",
            remedy: "Unset HF_HUB_OFFLINE, or copy the file into the Hub's cache or the home folder.")
    }

    static func unreachable(_ url: URL, cause: String) -> CatalogueError {
        CatalogueError(
            .unavailable, "hub.unreachable", "\(url.host() ?? "The host") could not be reached.", cause: cause,
            remedy: "Check the network and HF_ENDPOINT, then pull again: what has arrived is kept.")
    }

    static func interrupted(_ file: String, cause: String) -> CatalogueError {
        CatalogueError(
            .unavailable, "hub.interrupted", "The download of `\(file)` was cut off.", cause: cause,
            remedy: "Pull again: it continues where it stopped.")
    }

    /// What an HTTP status other than success says about `what`.
    static func status(_ status: Int, what: String, hasToken: Bool, message: String?) -> CatalogueError {
        let cause = "the server answered \(status)" + (message.map { ": \($0)" } ?? "")
        return switch status {
        case 401, 403:
            CatalogueError(
                .permissionDenied, "hub.gated", "Access to `\(what)` was refused.", cause: cause,
                remedy: hasToken
                    ? "Accept the licence on its page with the account of your HF_TOKEN, and check the token's rights."
                    : "Accept the licence on its page, then set HF_TOKEN to a token of that account.")
        case 404:
            CatalogueError(
                .notFound, "hub.not-found", "`\(what)` does not exist on the Hub.", cause: cause,
                remedy: "Check the catalogue's repository, revision and path; private ones need HF_TOKEN.")
        case 429:
            CatalogueError(
                .unavailable, "hub.rate-limited", "The Hub limits how often you may ask for `\(what)`.", cause: cause,
                remedy: "Wait some minutes and pull again; with HF_TOKEN set the limit is higher.")
        default:
            CatalogueError(
                .unavailable, "hub.failed", "The Hub could not deliver `\(what)`.", cause: cause,
                remedy: "Pull again later.")
        }
    }
}
