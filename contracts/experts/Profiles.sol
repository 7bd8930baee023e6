// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ProofJudge} from "../work/ProofJudge.sol";

/// @title Thresholds that an operator may choose for itself.
/// @notice Whoever is judged by its own word must leave room to fail.
library Profiles {
    /// @notice The thresholds could fail nothing, pass what fails, or belong to no model.
    error ProfileInvalid(uint256 expertId, bytes32 modelHash);

    uint16 private constant MOST_MISMATCHES = 38;
    uint32 private constant LARGEST_MEAN = 10_000;
    uint64 private constant LARGEST_RELATIVE = 10_000_000;

    /// @dev What passes is inside what does not fail, and one limit at least is no looser than the loosest that was published:
    /// 38 of 128 points, a mean distance of 10 (both bf16 on unlike hardware), or one in a hundred.
    function check(uint256 expertId, bytes32 modelHash, ProofJudge.Profile calldata profile) internal pure {
        ProofJudge.Limits calldata pass = profile.pass;
        ProofJudge.Limits calldata fail = profile.fail;
        bool within = pass.mismatches <= fail.mismatches && pass.errorMean <= fail.errorMean;
        within = within && pass.errorMedian <= fail.errorMedian && pass.relativeMedian <= fail.relativeMedian;
        bool binds = fail.mismatches <= MOST_MISMATCHES || fail.errorMean <= LARGEST_MEAN;
        binds = (binds || fail.relativeMedian <= LARGEST_RELATIVE) && modelHash != 0;
        if (!within || !binds) revert ProfileInvalid(expertId, modelHash);
    }
}
