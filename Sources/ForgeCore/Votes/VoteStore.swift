package import Foundation

/// Where vote studies live; whoever keeps experiments keeps these beside them. One contract test suite holds for all.
///
/// Every method is one transaction. Methods that take an id throw a not-found error for one that does not exist.
package protocol VoteStore: Sendable {
    /// - Throws: conflict when the id exists; invalid input unless the items' positions are 0, 1, 2, … as many as the
    ///   study says.
    func create(_ study: VoteStudy, items: [VoteItem]) async throws
    func study(_ id: String) async throws -> VoteStudy
    /// The study that a user means: an exact id, the newest with that exact name, or a unique part of an id (at least
    /// 4 characters). Deleted ones are found by exact id only.
    /// - Throws: not found, or conflict when several ids match.
    func findStudy(_ reference: String) async throws -> VoteStudy
    /// All that are not deleted, the newest first.
    func studies() async throws -> [VoteStudy]
    /// In the order of showing.
    func items(of id: String) async throws -> [VoteItem]

    /// Stores a vote, and of a judge the calls it comes from, all or nothing. The same verdict twice is harmless and
    /// returns false.
    /// - Throws: conflict when the study is closed or deleted, or the voter has given another verdict on the item;
    ///   invalid input for an item that there is none of.
    @discardableResult
    func cast(_ vote: Vote, calls: [ModelCall], in id: String) async throws -> Bool
    /// Takes back the voter's latest vote. Nil when there is none.
    /// - Throws: conflict when the study is closed or deleted.
    func withdrawLatest(of voter: Voter, in id: String) async throws -> Vote?
    /// By voter, people first, in the order they were cast.
    func votes(of id: String) async throws -> [Vote]
    /// How far every voter is, by study; studies without votes are absent.
    func turnout(of ids: [String]) async throws -> [String: [VoterTurnout]]
    /// A judge's model calls in the order of items and steps.
    func calls(of id: String, judge: String) async throws -> [ModelCall]

    /// Ends the votes. Closing again keeps the first date.
    func closeStudy(_ id: String, at date: Date) async throws
    /// Soft delete; `restoreStudy` undoes it.
    func deleteStudy(_ id: String) async throws
    func restoreStudy(_ id: String) async throws
}
