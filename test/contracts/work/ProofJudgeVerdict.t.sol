// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IProofJudge} from "../../../contracts/work/IProofJudge.sol";
import {ProofJudge} from "../../../contracts/work/ProofJudge.sol";

contract ProofJudgeVerdictTest {
    IProofJudge private _judge = new ProofJudge();

    function _says(IProofJudge.Statistics memory found, IProofJudge.Verdict wanted) private view {
        IProofJudge.Limits memory pass = IProofJudge.Limits(1, 50, 2, 10);
        IProofJudge.Limits memory fail = IProofJudge.Limits(6, 300, 4, 100);
        assert(_judge.verdict(found, IProofJudge.Profile(pass, fail)) == wanted);
    }

    function _statistics(
        uint16 mismatches,
        uint32 errorSum,
        uint8 errorMedian,
        uint64 relativeMedian
    ) private pure returns (IProofJudge.Statistics memory) {
        // 100 points match; the lower medians decide nothing.
        return IProofJudge.Statistics(100 + mismatches, mismatches, errorSum, 255, errorMedian, 1e9, relativeMedian);
    }

    function test_allLimitsOfPassingHold() public view {
        _says(_statistics(1, 5, 2, 10), IProofJudge.Verdict.PASS);
        _says(_statistics(2, 5, 2, 10), IProofJudge.Verdict.INCONCLUSIVE);
        _says(_statistics(1, 6, 2, 10), IProofJudge.Verdict.INCONCLUSIVE);
        _says(_statistics(1, 5, 3, 10), IProofJudge.Verdict.INCONCLUSIVE);
        _says(_statistics(1, 5, 2, 11), IProofJudge.Verdict.INCONCLUSIVE);
    }

    function test_anyLimitOfFailingIsEnough() public view {
        _says(_statistics(6, 30, 4, 100), IProofJudge.Verdict.INCONCLUSIVE);
        _says(_statistics(7, 30, 4, 100), IProofJudge.Verdict.FAIL);
        _says(_statistics(6, 31, 4, 100), IProofJudge.Verdict.FAIL);
        _says(_statistics(6, 30, 5, 100), IProofJudge.Verdict.FAIL);
        _says(_statistics(6, 30, 4, 101), IProofJudge.Verdict.FAIL);
    }

    function test_theMeanIsOverTheMatchingPoints() public view {
        _says(IProofJudge.Statistics(20, 0, 1, 0, 0, 0, 0), IProofJudge.Verdict.PASS);
        _says(IProofJudge.Statistics(20, 1, 1, 0, 0, 0, 0), IProofJudge.Verdict.INCONCLUSIVE);
    }

    function test_whereNothingMatchesAChunkFails() public view {
        _says(IProofJudge.Statistics(1, 1, 0, 0, 0, 0, 0), IProofJudge.Verdict.FAIL);
        _says(IProofJudge.Statistics(0, 0, 0, 0, 0, 0, 0), IProofJudge.Verdict.FAIL);
        _says(IProofJudge.Statistics(2, 1, 0, 0, 0, 0, 0), IProofJudge.Verdict.PASS);
    }
}
