// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ProofJudge} from "../../../contracts/work/ProofJudge.sol";

contract ProofJudgeVerdictTest {
    ProofJudge private _judge = new ProofJudge();

    function _says(ProofJudge.Statistics memory found, ProofJudge.Verdict wanted) private view {
        ProofJudge.Limits memory pass = ProofJudge.Limits(1, 50, 2, 10);
        ProofJudge.Limits memory fail = ProofJudge.Limits(6, 300, 4, 100);
        assert(_judge.verdict(found, ProofJudge.Profile(pass, fail)) == wanted);
    }

    function _statistics(
        uint16 mismatches,
        uint32 errorSum,
        uint8 errorMedian,
        uint64 relativeMedian
    ) private pure returns (ProofJudge.Statistics memory) {
        // 100 points match; the lower medians decide nothing.
        return ProofJudge.Statistics(100 + mismatches, mismatches, errorSum, 255, errorMedian, 1e9, relativeMedian);
    }

    function test_allLimitsOfPassingHold() public view {
        _says(_statistics(1, 5, 2, 10), ProofJudge.Verdict.PASS);
        _says(_statistics(2, 5, 2, 10), ProofJudge.Verdict.INCONCLUSIVE);
        _says(_statistics(1, 6, 2, 10), ProofJudge.Verdict.INCONCLUSIVE);
        _says(_statistics(1, 5, 3, 10), ProofJudge.Verdict.INCONCLUSIVE);
        _says(_statistics(1, 5, 2, 11), ProofJudge.Verdict.INCONCLUSIVE);
    }

    function test_anyLimitOfFailingIsEnough() public view {
        _says(_statistics(6, 30, 4, 100), ProofJudge.Verdict.INCONCLUSIVE);
        _says(_statistics(7, 30, 4, 100), ProofJudge.Verdict.FAIL);
        _says(_statistics(6, 31, 4, 100), ProofJudge.Verdict.FAIL);
        _says(_statistics(6, 30, 5, 100), ProofJudge.Verdict.FAIL);
        _says(_statistics(6, 30, 4, 101), ProofJudge.Verdict.FAIL);
    }

    function test_theMeanIsOverTheMatchingPoints() public view {
        _says(ProofJudge.Statistics(20, 0, 1, 0, 0, 0, 0), ProofJudge.Verdict.PASS);
        _says(ProofJudge.Statistics(20, 1, 1, 0, 0, 0, 0), ProofJudge.Verdict.INCONCLUSIVE);
    }

    function test_whereNothingMatchesAChunkFails() public view {
        _says(ProofJudge.Statistics(1, 1, 0, 0, 0, 0, 0), ProofJudge.Verdict.FAIL);
        _says(ProofJudge.Statistics(0, 0, 0, 0, 0, 0, 0), ProofJudge.Verdict.FAIL);
        _says(ProofJudge.Statistics(2, 1, 0, 0, 0, 0, 0), ProofJudge.Verdict.PASS);
    }
}
