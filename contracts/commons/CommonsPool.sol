// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IConstitution} from "../governance/IConstitution.sol";
import {IContributorRoll} from "../governance/IContributorRoll.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {Bucket} from "./Bucket.sol";
import {ICommonsPool} from "./ICommonsPool.sol";
import {Pledges} from "./Pledges.sol";

/// @title CommonsPool
/// @notice Pledged capacity and every member's equal allotment of it.
contract CommonsPool is ICommonsPool, AccessManaged, EIP712 {
    using Pledges for Pledges.Book;

    bytes32 private constant VOUCHER = keccak256("Voucher(uint256 identityId,uint256 operatorId,uint64 cumulative)");
    uint256 private constant WHOLE = 10_000;
    uint16 private constant LEAST_RESERVE = 1_000;
    uint16 private constant MOST_RESERVE = 5_000;
    uint8 private constant PERSON = 1;

    /// @dev What a member used, in fractions of a unit, as of `time`.
    struct Use {
        uint128 used;
        uint48 time;
    }

    IOperatorRegistry private immutable _OPERATORS;
    IIdentityRegistry private immutable _IDENTITIES;
    IContributorRoll private immutable _ROLL;
    uint48 private immutable _PERIOD;
    uint64 private _floor;
    uint64 private _minimum;
    uint16 private _reserve;
    Pledges.Book private _book;
    mapping(uint256 identityId => Use) private _uses;
    mapping(uint256 operatorId => mapping(uint256 identityId => uint64 cumulative)) private _redeemed;

    constructor(
        address authority,
        IOperatorRegistry operators,
        IIdentityRegistry identities,
        IConstitution constitution,
        Settings memory all
    ) AccessManaged(authority) EIP712("Tilth CommonsPool", "1") {
        if (all.period == 0 || all.floor == 0) revert CommonsSettingsInvalid(all.period, all.floor);
        _OPERATORS = operators;
        _IDENTITIES = identities;
        _ROLL = identities.roll();
        _PERIOD = all.period;
        _minimum = constitution.limits().minCommonsFloor;
        _setFloor(all.floor);
        _setReserve(all.reserve);
    }

    /// @inheritdoc ICommonsPool
    function pledge(uint64 unitsPerPeriod) external {
        uint256 operatorId = _OPERATORS.activeOperatorOf(msg.sender);
        uint256 running = currentPeriod();
        uint64 counted = _book.put(operatorId, running, unitsPerPeriod);
        emit Pledged(operatorId, running, counted, unitsPerPeriod);
    }

    /// @inheritdoc ICommonsPool
    function drop(uint256 operatorId) external {
        if (_OPERATORS.isActive(operatorId)) revert PledgeKept(operatorId);
        uint256 running = currentPeriod();
        (uint64 units, uint64 nextUnits) = _book.get(operatorId, running);
        if (units == 0 && nextUnits == 0) revert PledgeMissing(operatorId);
        _book.remove(operatorId, running);
        emit PledgeDropped(operatorId, running);
    }

    /// @inheritdoc ICommonsPool
    function setFloor(uint64 newFloor) external restricted {
        _setFloor(newFloor);
    }

    /// @inheritdoc ICommonsPool
    function raiseMinimum(uint64 newMinimum) external restricted {
        if (newMinimum <= _minimum) revert MinimumNotHigher(_minimum, newMinimum);
        _minimum = newMinimum;
        emit MinimumRaised(newMinimum);
        if (_floor < newMinimum) _setFloor(newMinimum);
    }

    /// @inheritdoc ICommonsPool
    function setReserve(uint16 newReserve) external restricted {
        _setReserve(newReserve);
    }

    /// @inheritdoc ICommonsPool
    function redeem(Voucher calldata voucher, bytes calldata signature) external returns (uint64 units) {
        uint256 operatorId = _OPERATORS.activeOperatorOf(msg.sender);
        uint256 capacity = allotment();
        bytes4 fault;
        (fault, units) = _judge(voucher, signature, operatorId, capacity);
        if (fault != 0) _refuse(fault, voucher, units, capacity);
        _use(voucher, units, capacity);
    }

    /// @inheritdoc ICommonsPool
    function redeemMany(Voucher[] calldata vouchers, bytes[] calldata signatures) external returns (uint256 sum) {
        if (vouchers.length != signatures.length) revert LengthMismatch(vouchers.length, signatures.length);
        uint256 operatorId = _OPERATORS.activeOperatorOf(msg.sender);
        uint256 capacity = allotment();
        for (uint256 i = 0; i < vouchers.length; ++i) {
            (bytes4 fault, uint64 units) = _judge(vouchers[i], signatures[i], operatorId, capacity);
            if (fault == 0) {
                _use(vouchers[i], units, capacity);
                sum += units;
            } else {
                emit VoucherSkipped(vouchers[i].identityId, vouchers[i].operatorId, fault);
            }
        }
    }

    /// @inheritdoc ICommonsPool
    function available(uint256 identityId) external view returns (uint256) {
        (, bool member) = _memberOf(identityId);
        if (!member) return 0;
        uint256 capacity = allotment();
        return Bucket.room(_usedOf(identityId, capacity), capacity);
    }

    /// @inheritdoc ICommonsPool
    function factor() external view returns (uint256) {
        uint256 all = activeMembers() * _floor;
        uint256 capacity = _capacity();
        return capacity >= all ? WHOLE : (capacity * WHOLE) / all;
    }

    /// @inheritdoc ICommonsPool
    function priorityCapacity() external view returns (uint256) {
        uint256 all = activeMembers() * _floor;
        uint256 capacity = _capacity();
        return capacity > all ? capacity - all : 0;
    }

    /// @inheritdoc ICommonsPool
    function pledgeOf(uint256 operatorId) external view returns (uint64, uint64) {
        return _book.get(operatorId, currentPeriod());
    }

    /// @inheritdoc ICommonsPool
    function redeemed(uint256 operatorId, uint256 identityId) external view returns (uint64) {
        return _redeemed[operatorId][identityId];
    }

    /// @inheritdoc ICommonsPool
    function floor() external view returns (uint64) {
        return _floor;
    }

    /// @inheritdoc ICommonsPool
    function minimum() external view returns (uint64) {
        return _minimum;
    }

    /// @inheritdoc ICommonsPool
    function period() external view returns (uint48) {
        return _PERIOD;
    }

    /// @inheritdoc ICommonsPool
    function reserve() external view returns (uint16) {
        return _reserve;
    }

    /// @inheritdoc ICommonsPool
    function allotment() public view returns (uint256) {
        uint256 members = activeMembers();
        uint256 capacity = _capacity();
        return capacity >= members * _floor ? _floor : capacity / members;
    }

    /// @inheritdoc ICommonsPool
    function pledged() public view returns (uint256) {
        return _book.sums[currentPeriod()];
    }

    /// @inheritdoc ICommonsPool
    function activeMembers() public view returns (uint256) {
        return _ROLL.getPastTotalSupply(block.timestamp - 1);
    }

    /// @inheritdoc ICommonsPool
    function currentPeriod() public view returns (uint256) {
        return block.timestamp / _PERIOD;
    }

    function _setFloor(uint64 newFloor) private {
        if (newFloor < _minimum) revert FloorBelowMinimum(newFloor, _minimum);
        _floor = newFloor;
        emit FloorSet(newFloor);
    }

    function _setReserve(uint16 newReserve) private {
        if (newReserve < LEAST_RESERVE || newReserve > MOST_RESERVE) revert ReserveOutOfBounds(newReserve);
        _reserve = newReserve;
        emit ReserveSet(newReserve);
    }

    function _use(Voucher calldata voucher, uint64 units, uint256 capacity) private {
        uint256 used = Bucket.take(_usedOf(voucher.identityId, capacity), units);
        _uses[voucher.identityId] = Use(uint128(used), uint48(block.timestamp));
        _redeemed[voucher.operatorId][voucher.identityId] = voucher.cumulative;
        emit AllotmentUsed(voucher.identityId, voucher.operatorId, units, voucher.cumulative);
    }

    /// @dev What is new in a voucher, and the selector of the error that it meets, if any.
    function _judge(
        Voucher calldata voucher,
        bytes calldata signature,
        uint256 operatorId,
        uint256 capacity
    ) private view returns (bytes4 fault, uint64 units) {
        if (voucher.operatorId != operatorId) return (NotVoucherOperator.selector, 0);
        (address account, bool member) = _memberOf(voucher.identityId);
        if (!member) return (NotMember.selector, 0);
        uint64 before = _redeemed[operatorId][voucher.identityId];
        if (voucher.cumulative <= before) return (NothingToRedeem.selector, 0);
        units = voucher.cumulative - before;
        if (units > Bucket.room(_usedOf(voucher.identityId, capacity), capacity)) {
            return (AllotmentExceeded.selector, units);
        }
        bytes32 content = keccak256(abi.encode(VOUCHER, voucher.identityId, operatorId, voucher.cumulative));
        if (!SignatureChecker.isValidSignatureNowCalldata(account, _hashTypedDataV4(content), signature)) {
            fault = VoucherSignatureInvalid.selector;
        }
    }

    function _refuse(bytes4 fault, Voucher calldata voucher, uint64 units, uint256 capacity) private view {
        uint256 identityId = voucher.identityId;
        if (fault == NotVoucherOperator.selector) revert NotVoucherOperator(voucher.operatorId, msg.sender);
        if (fault == NotMember.selector) revert NotMember(identityId);
        if (fault == NothingToRedeem.selector) {
            revert NothingToRedeem(identityId, voucher.cumulative, _redeemed[voucher.operatorId][identityId]);
        }
        if (fault == AllotmentExceeded.selector) {
            revert AllotmentExceeded(identityId, Bucket.room(_usedOf(identityId, capacity), capacity), units);
        }
        revert VoucherSignatureInvalid(identityId);
    }

    function _memberOf(uint256 identityId) private view returns (address account, bool member) {
        account = _IDENTITIES.accountOf(identityId);
        member = _IDENTITIES.kindOf(identityId) == PERSON && _IDENTITIES.isActive(identityId);
    }

    function _usedOf(uint256 identityId, uint256 capacity) private view returns (uint256) {
        Use storage last = _uses[identityId];
        return Bucket.drain(last.used, block.timestamp - last.time, capacity, _PERIOD);
    }

    /// @dev What may be given out in the running period.
    function _capacity() private view returns (uint256) {
        return (pledged() * (WHOLE - _reserve)) / WHOLE;
    }
}
