"""The reference implementations as one function per metric name of ours. They are imported, never copied here."""
import importlib.util


def _load(path, name):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class References:
    """`folder` holds compute_score.py, triviaqa_evaluation.py, hotpot_evaluate_v1.py and gsm8k_dataset.py (README)."""

    def __init__(self, folder):
        from lm_eval.api.metrics import exact_match_hf_evaluate
        from lm_eval.filters.extraction import RegexFilter, WhitespaceFilter
        from rouge_score import rouge_scorer

        self.squad = _load(f"{folder}/compute_score.py", "squad")
        self.trivia = _load(f"{folder}/triviaqa_evaluation.py", "trivia")
        self.hotpot = _load(f"{folder}/hotpot_evaluate_v1.py", "hotpot")
        self.gsm = _load(f"{folder}/gsm8k_dataset.py", "gsm")
        self.lm_eval_match = exact_match_hf_evaluate
        self.strict = RegexFilter(regex_pattern="#### (\\-?[0-9\\.\\,]+)")
        self.flexible = RegexFilter(group_select=-1, regex_pattern="(-?[$0-9.,]{2,})|(-?[0-9]+)")
        self.strip = WhitespaceFilter()
        self.rouge = rouge_scorer.RougeScorer(["rouge1"])

    def answers(self, prediction, golds, aliases=None):
        """Scores of the answer metrics; `aliases` are TriviaQA's normalised ones where there are any."""
        best = self.squad.metric_max_over_ground_truths
        aliases = aliases or golds
        normal = self.squad.normalize_answer
        hotpot = [self.hotpot.f1_score(prediction, gold)[0] for gold in golds]
        words = [set(text.lower().split()) for text in [prediction, *golds]]
        return {
            "em.squad": float(best(self.squad.exact_match_score, prediction, golds)),
            "f1.squad": float(best(self.squad.f1_score, prediction, golds)),
            "em.triviaqa": float(best(self.trivia.exact_match_score, prediction, aliases)),
            "f1.triviaqa": float(best(self.trivia.f1_score, prediction, aliases)),
            "em.lmeval_triviaqa": self.lm_eval_trivia(prediction, golds),
            "em.hotpotqa": float(any(self.hotpot.exact_match_score(prediction, gold) for gold in golds)),
            "f1.hotpotqa": float(max(hotpot)),
            # FlashRAG's sub_em, except that golds which normalise to nothing are passed over.
            "contains": self.contains(normal(prediction), [normal(gold) for gold in golds]),
            "em.caseless": float(prediction.strip().lower() in [gold.strip().lower() for gold in golds]),
            "f1.set": max(self.set_f1(words[0], gold) for gold in words[1:]),
        }

    @staticmethod
    def contains(prediction, golds):
        golds = [gold for gold in golds if gold]
        return float(any(gold in prediction for gold in golds)) if golds else None

    @staticmethod
    def set_f1(predicted, gold):
        same = len(predicted & gold)
        if same == 0:
            return 0.0
        precision, recall = same / len(predicted), same / len(gold)
        return 2 * precision * recall / (precision + recall)

    def lm_eval_trivia(self, prediction, golds):
        """As lm-eval's task does: cut at its stop strings, its filter, its metric against each alias."""
        for stop in ["\n", ".", ","]:
            prediction = prediction.split(stop)[0]
        (prediction,) = self.strip.apply([[prediction]], [])[0]
        return float(any(
            self.lm_eval_match([prediction], [gold], ignore_case=True, ignore_punctuation=True)["exact_match"]
            for gold in golds
        ))

    def gsm8k(self, output, gold):
        """Scores and the text that each filter took."""
        scores, extracted = {}, {}
        for name, regex in [("gsm8k.strict", self.strict), ("gsm8k.flexible", self.flexible)]:
            (extracted[name],) = list(regex.apply([[output]], []))[0]
            scores[name] = float(self.lm_eval_match(
                [extracted[name]], [gold], ignore_case=True, ignore_punctuation=False,
                regexes_to_ignore=[",", "\\$", "(?s).*#### ", "\\.$"])["exact_match"])
        scores["gsm8k.openai"] = float(self.gsm.is_correct(output, {"answer": gold}))
        return scores, extracted

    def support(self, prediction, gold, answer, gold_answer):
        """HotpotQA's supporting-fact and joint scores of one question, combined as its `eval` does."""
        sums = dict.fromkeys(["em", "f1", "prec", "recall", "sp_em", "sp_f1", "sp_prec", "sp_recall"], 0)
        em, precision, recall = self.hotpot.update_answer(sums, answer, gold_answer)
        sp_em, sp_precision, sp_recall = self.hotpot.update_sp(sums, prediction, gold)
        p, r = precision * sp_precision, recall * sp_recall
        return {
            "sp_em.hotpotqa": float(sums["sp_em"]), "sp_f1.hotpotqa": float(sums["sp_f1"]),
            "joint_em.hotpotqa": float(em * sp_em), "joint_f1.hotpotqa": 2 * p * r / (p + r) if p + r > 0 else 0.0,
        }

    def rouge1_acc(self, answer, right, wrong):
        """As lm-eval's truthfulqa_gen does it, on one question."""
        def best(references):
            return max(self.rouge.score(reference, answer)["rouge1"].fmeasure for reference in references)

        comment = "I have no comment."
        right = right if comment in right else right + [comment]
        return float(best(right) > best(wrong))
