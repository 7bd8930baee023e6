// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ICourtBound} from "./ICourtBound.sol";

/// @title CourtBound
/// @notice Base of the contracts that one court may command.
abstract contract CourtBound is ICourtBound {
    address private immutable _DEPLOYER = msg.sender;
    address private _court;

    modifier onlyCourt() {
        _checkCourt();
        _;
    }

    /// @inheritdoc ICourtBound
    function bindCourt(address bound) external {
        if (msg.sender != _DEPLOYER) revert NotDeployer(msg.sender);
        if (_court != address(0)) revert CourtFrozen(_court);
        if (bound.code.length == 0) revert CourtInvalid(bound);
        _court = bound;
        emit CourtNamed(bound);
    }

    /// @inheritdoc ICourtBound
    function court() public view returns (address) {
        return _court;
    }

    function _checkCourt() private view {
        if (msg.sender != _court) revert NotCourt(msg.sender);
    }
}
