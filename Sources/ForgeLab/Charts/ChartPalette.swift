/// The one place where the colours of charts are named.
package enum ChartPalette {
    /// Brown to taupe on the light page, each at least 3:1 against it.
    static let light = ["#2E211A", "#746A62", "#968A80", "#55443A"]
    /// The same turned round for the dark page.
    static let dark = ["#FAF8F5", "#B0A599", "#8F8479", "#DBD4CC"]
    /// Okabe and Ito's colour-blind-safe set (Color Universal Design, 2008), for more than four series. Its black and
    /// yellow are left out: each disappears on one of the two pages.
    static let okabeIto = ["#E69F00", "#56B4E9", "#009E73", "#0072B2", "#D55E00", "#CC79A7"]

    /// From the least to the most in a heat map, on both pages, and the text on the two halves of it.
    static let heat = ["#E7E4E0", "#55443A"]
    static let onHeat = ["#2E211A", "#FAF8F5"]

    /// Colours for so many series, tints as long as they can be told apart.
    static func colors(_ tints: [String], series: Int) -> [String] { series > tints.count ? okabeIto : tints }
}
