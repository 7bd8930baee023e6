// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IModelRegistry} from "./IModelRegistry.sol";

/// @title Models that a model was made from.
/// @notice Whoever checks that all parents exist already knows that lineage has no cycle.
library Lineage {
    uint256 private constant MOST_PARENTS = 8;

    /// @dev Refuses parents that are none, too many, out of order, or without the base.
    function check(uint256 baseModelId, uint256[] calldata parents) internal pure {
        if (parents.length == 0 || parents.length > MOST_PARENTS) {
            revert IModelRegistry.ParentCountInvalid(parents.length);
        }
        bool based = parents[0] == baseModelId;
        for (uint256 i = 1; i < parents.length; ++i) {
            if (parents[i] <= parents[i - 1]) revert IModelRegistry.ParentsNotAscending(parents[i - 1], parents[i]);
            if (parents[i] == baseModelId) based = true;
        }
        if (!based) revert IModelRegistry.BaseNotParent(baseModelId);
    }
}
