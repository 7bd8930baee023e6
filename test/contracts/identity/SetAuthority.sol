// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {CommonsAuthority} from "../../../contracts/governance/CommonsAuthority.sol";
import {IStakeHold} from "../../../contracts/identity/IStakeHold.sol";

/// @notice An authority for tests: its maker is the timelock, and rights are simply set.
contract SetAuthority {
    address public immutable timelock = msg.sender;
    address public court;
    mapping(address target => mapping(bytes4 selector => mapping(address holder => bool))) private _rights;

    function bind(CommonsAuthority.Right[] calldata rights, address court_) external {
        for (uint256 i = 0; i < rights.length; ++i) allow(rights[i].target, rights[i].selector, rights[i].holder);
        court = court_;
    }

    function allow(address target, bytes4 selector, address holder) public {
        _rights[target][selector][holder] = true;
    }

    function canCall(address caller, address target, bytes4 selector) external view returns (bool) {
        return caller == timelock || _rights[target][selector][caller];
    }
}

/// @notice A court for tests that holds stakes as it is told.
contract Court is IStakeHold {
    mapping(uint256 operatorId => bool) public isHeld;

    function hold(uint256 operatorId, bool held) external {
        isHeld[operatorId] = held;
    }
}

/// @notice A log for tests that remembers the last act.
contract LastAct {
    bytes32 public act;
    bytes32 public subject;
    uint256 public caseOrActor;
    string public reason;

    function record(bytes32 act_, bytes32 subject_, uint256 caseOrActor_, string calldata reason_) external {
        (act, subject, caseOrActor, reason) = (act_, subject_, caseOrActor_, reason_);
    }
}
