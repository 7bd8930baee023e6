// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAuthority} from "@openzeppelin/contracts/access/manager/IAuthority.sol";
import {ICommonsAuthority} from "./ICommonsAuthority.sol";

/// @notice The table of rights.
contract CommonsAuthority is ICommonsAuthority {
    address private immutable _DEPLOYER;
    address private immutable _TIMELOCK;
    address private _court;
    Right[] private _table;
    mapping(address target => mapping(bytes4 selector => bool)) private _named;
    mapping(address target => mapping(bytes4 selector => mapping(address holder => bool))) private _rights;

    constructor(address executor) {
        if (executor == address(0)) revert AuthorityInvalid();
        _DEPLOYER = msg.sender;
        _TIMELOCK = executor;
    }

    /// @inheritdoc ICommonsAuthority
    function bind(Right[] calldata rights, address highCourt) external {
        if (msg.sender != _DEPLOYER) revert NotDeployer(msg.sender);
        if (_court != address(0)) revert AlreadyBound();
        if (highCourt == address(0)) revert AuthorityInvalid();
        for (uint256 i = 0; i < rights.length; ++i) {
            Right calldata it = rights[i];
            if (it.target == address(0) || it.selector == 0 || it.holder == address(0)) revert AuthorityInvalid();
            _table.push(it);
            _named[it.target][it.selector] = true;
            _rights[it.target][it.selector][it.holder] = true;
            emit RightBound(it.target, it.selector, it.holder);
        }
        _court = highCourt;
        emit AuthorityBound(highCourt);
    }

    /// @inheritdoc IAuthority
    function canCall(address caller, address target, bytes4 selector) external view returns (bool) {
        if (_named[target][selector]) return _rights[target][selector][caller];
        return caller == _TIMELOCK && _court != address(0);
    }

    /// @inheritdoc ICommonsAuthority
    function court() external view returns (address) {
        return _court;
    }

    /// @inheritdoc ICommonsAuthority
    function timelock() external view returns (address) {
        return _TIMELOCK;
    }

    /// @inheritdoc ICommonsAuthority
    function table() external view returns (Right[] memory) {
        return _table;
    }
}
