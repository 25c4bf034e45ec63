/// Addresses of the pages of votes.
enum VoteLink {
    static let list = "/votes"
    static let new = "/votes/new"

    static func study(_ id: String) -> String { "\(list)/\(PageLink.encoded(id))" }

    static func ballot(_ id: String, voter: String) -> String {
        PageLink.to("\(study(id))/ballot", [("voter", voter)])
    }
}
