import ForgeCore
import ForgeLab
import Foundation

/// A moment as the time that has passed since.
struct Age: Sendable, Hashable {
    /// ISO 8601.
    let datetime: String
    /// `3 min ago`.
    let text: String
    /// `24 Nov 2026, 04:09:06 UTC`.
    let title: String

    init(_ date: Date, now: Date = Date()) {
        datetime = Timestamp.text(of: date)
        text = NumberText.age(of: date, at: now)
        title = NumberText.dateAndTime(date)
    }

    /// Nil for a text that is no date.
    init?(_ timestamp: String, now: Date = Date()) {
        guard let date = Timestamp.date(of: timestamp) else { return nil }
        self.init(date, now: now)
    }
}
