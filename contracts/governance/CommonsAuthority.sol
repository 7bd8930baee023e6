// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAuthority} from "@openzeppelin/contracts/access/manager/IAuthority.sol";

/// @title Who may call what: a table, written once.
/// @notice A function that the table names may be called by its holders and by nobody else, the timelock included; every
/// other restricted function by the timelock alone. Nothing grants, revokes or replaces anything, so no vote can make an
/// owner: a vote replaces a module, never a right.
contract CommonsAuthority is IAuthority {
    /// @notice A contract's right to call one function.
    struct Right {
        address target;
        bytes4 selector;
        address holder; // who may call it
    }

    /// @notice A right was written into the table.
    event RightBound(address indexed target, bytes4 indexed selector, address indexed holder);
    /// @notice The table is complete, and the court is known.
    event AuthorityBound(address indexed court);

    /// @notice Only who deployed this may bind it.
    error NotDeployer(address caller);
    /// @notice The table is written once.
    error AlreadyBound();
    /// @notice A right names nothing, or there is no timelock or court.
    error AuthorityInvalid();

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

    /// @notice Writes the table and names the court; once, by who deployed this. Before, nobody may call anything.
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

    function canCall(address caller, address target, bytes4 selector) external view returns (bool) {
        if (_named[target][selector]) return _rights[target][selector][caller];
        return caller == _TIMELOCK && _court != address(0);
    }

    /// @notice The court, for whoever must ask it; zero before `bind`.
    function court() external view returns (address) {
        return _court;
    }

    /// @notice The timelock that executes what the chambers decide.
    function timelock() external view returns (address) {
        return _TIMELOCK;
    }

    /// @notice The whole table, in the order of `bind`.
    function table() external view returns (Right[] memory) {
        return _table;
    }
}
