import ForgeLab

/// Links to the pages of a list.
struct Pager: Sendable, Hashable {
    struct Link: Sendable, Hashable {
        let name: String
        /// Nil for the present page and for gaps.
        let path: String?
        let isCurrent: Bool
    }

    /// `26–50 of 120`.
    let summary: String
    let hasPages: Bool
    let previous: String?
    let next: String?
    let links: [Link]

    /// - Parameters:
    ///   - page: from 1.
    ///   - path: the address of a page.
    init(page: Int, size: Int, total: Int, what: String, path: (Int) -> String) {
        let pages = max(1, (total + size - 1) / size)
        let current = min(max(1, page), pages)
        let first = (current - 1) * size + 1
        summary =
            total == 0
            ? "No \(what)"
            : "\(NumberText.count(first))–\(NumberText.count(min(total, current * size))) of "
                + "\(NumberText.count(total)) \(what)"
        hasPages = pages > 1
        previous = current > 1 ? path(current - 1) : nil
        next = current < pages ? path(current + 1) : nil
        links = Self.shown(current, of: pages).map { number in
            guard let number else { return Link(name: "…", path: nil, isCurrent: false) }
            let isCurrent = number == current
            return Link(name: "\(number)", path: isCurrent ? nil : path(number), isCurrent: isCurrent)
        }
    }

    /// The first and the last page and those around the present one; nil for a gap.
    private static func shown(_ current: Int, of pages: Int) -> [Int?] {
        let near = max(1, current - 1)...min(pages, current + 1)
        let numbers = Set(Array(near) + [1, pages]).sorted()
        return numbers.enumerated().flatMap { index, number -> [Int?] in
            index > 0 && number > numbers[index - 1] + 1 ? [nil, number] : [number]
        }
    }
}
