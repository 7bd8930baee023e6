// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {Capacity} from "../../../contracts/commons/Capacity.sol";
import {CommonsPool} from "../../../contracts/commons/CommonsPool.sol";
import {Constitution} from "../../../contracts/governance/Constitution.sol";
import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {IWorkLedger} from "../../../contracts/work/IWorkLedger.sol";
import {TestBase} from "../Vm.sol";
import {PoolMembers} from "./PoolMembers.sol";

/// @notice A constitution that knows the smallest floor only.
contract FloorLaw {
    function limits() external pure returns (Constitution.Limits memory all) {
        all.minCommonsFloor = 100;
    }
}

/// @notice A contract account that accepts what its owner signed.
contract PoolWallet {
    address private _owner;

    constructor(address owner) {
        _owner = owner;
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        (bytes32 r, bytes32 s) = abi.decode(signature[:64], (bytes32, bytes32));
        return ecrecover(digest, uint8(signature[64]), r, s) == _owner ? this.isValidSignature.selector : bytes4(0);
    }
}

/// @notice Two members, two operators and a pool with a floor of 1,000 units a day of 100 seconds, periods of ten days, a
/// reserve of a quarter, and 100,000 units a day that count untested.
abstract contract PoolWorld is TestBase {
    uint256 internal constant START = 1_000_000;
    uint256 internal constant ANA_KEY = 0xa11a;
    uint256 internal constant BAKO_KEY = 0xba0;
    uint256 internal constant ANA = 1;
    uint256 internal constant BAKO = 2;
    uint256 internal constant NORTH = 100;
    uint256 internal constant SOUTH = 101;
    address internal constant NORTH_ACCOUNT = address(0x4e);
    address internal constant SOUTH_ACCOUNT = address(0x50);
    address internal constant STRANGER = address(0x57);

    CommonsPool internal pool;
    PoolMembers internal members;
    AccessManager internal authority;

    function _open() internal {
        vm.warp(START);
        members = new PoolMembers();
        members.setIdentity(ANA, vm.addr(ANA_KEY), 1, true);
        members.setIdentity(BAKO, vm.addr(BAKO_KEY), 1, true);
        members.setOperator(NORTH, NORTH_ACCOUNT, true);
        members.setOperator(SOUTH, SOUTH_ACCOUNT, true);
        members.roll().setTotal(2);
        authority = new AccessManager(address(this));
        pool = _deploy(Capacity.Settings(100, 1_000, 1_000, 2_500, 20_000, 100_000));
        vm.warp(START + 1);
    }

    function _deploy(Capacity.Settings memory settings) internal returns (CommonsPool) {
        return
            new CommonsPool(
                address(authority),
                IOperatorRegistry(address(members)),
                IIdentityRegistry(address(members)),
                IWorkLedger(address(members)),
                Constitution(address(new FloorLaw())),
                settings
            );
    }

    function _pledge(address account, uint64 units) internal {
        vm.prank(account);
        pool.pledge(units, 0);
    }

    function _voucher(
        uint256 identityId,
        uint256 operatorId,
        uint64 cumulative
    ) internal pure returns (CommonsPool.Voucher memory) {
        return CommonsPool.Voucher(identityId, operatorId, cumulative);
    }

    function _signed(CommonsPool.Voucher memory voucher, uint256 key) internal view returns (bytes memory) {
        return _signedAt(voucher, key, _domain("Tilth CommonsPool", address(pool)));
    }

    function _signedAt(
        CommonsPool.Voucher memory voucher,
        uint256 key,
        bytes32 domain
    ) internal pure returns (bytes memory) {
        bytes32 typehash = keccak256("Voucher(uint256 identityId,uint256 operatorId,uint64 cumulative)");
        return
            _sign(
                key,
                domain,
                keccak256(abi.encode(typehash, voucher.identityId, voucher.operatorId, voucher.cumulative))
            );
    }

    /// @dev Redeems one voucher; reverts with what it would be skipped for.
    function _redeemAs(address account, CommonsPool.Voucher memory voucher, uint256 key) internal returns (uint256) {
        return _redeemSigned(account, voucher, _signed(voucher, key));
    }

    function _redeemSigned(
        address account,
        CommonsPool.Voucher memory voucher,
        bytes memory signature
    ) internal returns (uint256 units) {
        CommonsPool.Voucher[] memory vouchers = new CommonsPool.Voucher[](1);
        bytes[] memory signatures = new bytes[](1);
        (vouchers[0], signatures[0]) = (voucher, signature);
        vm.prank(account);
        units = pool.redeemMany(vouchers, signatures);
    }

    function _refuses(
        address account,
        CommonsPool.Voucher memory voucher,
        bytes memory signature,
        bytes4 reason
    ) internal {
        vm.expectEmit(address(pool));
        emit CommonsPool.VoucherSkipped(voucher.identityId, voucher.operatorId, reason);
        _assertEq(_redeemSigned(account, voucher, signature), 0);
    }

    function _assertEq(uint256 found, uint256 expected) internal pure {
        if (found != expected) revert Different(found, expected);
    }

    error Different(uint256 found, uint256 expected);
}

/// @notice The same, opened before each test.
abstract contract PoolBase is PoolWorld {
    function setUp() public virtual {
        _open();
    }
}
