import Foundation

/// What came from where.
struct Delivery {
    enum Content {
        /// A file of ours, to be moved to its place.
        case temporary(URL)
        /// A file in the Hub's cache or elsewhere on disk, to be linked to.
        case cached(URL)
    }

    var source: String
    /// Where the bytes lie now.
    var content: Content
    /// The hash that the Hub stated.
    var hubHash: String?
    /// Whether this pull put the file into the Hub's cache.
    var ownsCache = false

    var url: URL {
        switch content {
        case .temporary(let url), .cached(let url): url
        }
    }

    /// Whether a file that failed its check may be deleted. The cache is shared with other tools: there only what
    /// this pull made, and what is damaged by the Hub's own word.
    func mayDiscard(_ digest: String) -> Bool {
        switch content {
        case .temporary: true
        case .cached: ownsCache || hubHash.map { $0 != digest } ?? false
        }
    }

    func discard() throws {
        switch content {
        case .temporary(let url): try Files.remove(url)
        case .cached(let url):
            let blob = url.resolvingSymlinksInPath()
            try Files.remove(blob)
            try HubCache.removeDanglingLinks(besideBlob: blob)
        }
    }
}
